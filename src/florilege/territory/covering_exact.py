"""The optimum of a covering by HiGHS: one variable a site, one a group, a group covered only by a chosen site."""

from __future__ import annotations

import highspy
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.territory.covering_instance import Instance

SECONDS = 600.0
"""A last guard: effort is counted in nodes, and no instance that is given to the solver comes near."""


class Exact(Struct, frozen=True):
    """kept : ascending; bound : people that no list covers more than"""

    kept: NDArray[np.int64]
    bound: int


def settle(instance: Instance, size: int, *, start: NDArray[np.int64], nodes: int) -> Exact:
    """The best list, or the best found and its bound when the nodes are spent. start : a list to begin with"""
    model = _model(instance, size)
    for name, value in (
        ("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5),
        ("mip_max_nodes", nodes), ("time_limit", SECONDS),
    ):  # fmt: skip
        model.setOptionValue(name, value)
    begun = highspy.HighsSolution()
    begun.col_value = _columns(instance, start).tolist()
    model.setSolution(begun)
    model.run()
    chosen = np.asarray(model.getSolution().col_value)[: len(instance.codes)]
    kept = np.flatnonzero(chosen > 0.5)
    if len(kept) > size or instance.value(kept) < instance.value(start):
        kept = start
    dual = float(model.getInfo().mip_dual_bound)
    bound = int(np.floor(dual + 1e-3)) if np.isfinite(dual) else int(instance.people.sum())
    return Exact(kept, max(bound, instance.value(kept)))


def _columns(instance: Instance, sites: NDArray[np.int64]) -> NDArray[np.float64]:
    chosen = np.zeros(len(instance.codes))
    chosen[sites] = 1.0
    return np.concatenate((chosen, instance.times(sites) > 0))


def _model(instance: Instance, size: int) -> highspy.Highs:
    sites, groups = len(instance.codes), len(instance.people)
    degree = np.diff(instance.by_group.indptr)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = sites + groups, groups + 1
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.concatenate((np.zeros(sites), instance.people.astype(np.float64)))
    lp.col_lower_, lp.col_upper_ = np.zeros(sites + groups), np.ones(sites + groups)
    # y_group <= sum of its sites; then the number of sites
    lp.row_lower_ = np.full(groups + 1, -highspy.kHighsInf)
    lp.row_upper_ = np.concatenate((np.zeros(groups), [float(size)]))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * sites + [highspy.HighsVarType.kContinuous] * groups
    starts = np.concatenate(([0], np.cumsum(degree + 1), [0]))
    starts[-1] = starts[-2] + sites
    index = np.empty(int(starts[-1]), dtype=np.int32)
    value = np.empty(int(starts[-1]))
    own = starts[1:-1] - 1
    others = np.ones(int(starts[-2]), dtype=np.bool_)
    others[own] = False
    index[own], value[own] = sites + np.arange(groups), 1.0
    within = np.flatnonzero(others)
    index[within], value[within] = instance.by_group.indices, -1.0
    index[int(starts[-2]) :], value[int(starts[-2]) :] = np.arange(sites), 1.0
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, index, value
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    model.passModel(lp)
    return model
