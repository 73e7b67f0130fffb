"""Words of the pages that hold a figure and say nothing of the data: a scale, the level of an interval, a licence, the
name of the study of 2022."""

from __future__ import annotations

import re
from collections.abc import Mapping

FIXED: Mapping[str, tuple[re.Pattern[str], ...]] = {
    "fr": tuple(map(re.compile, (
        r"parmi les 25 de l’étude de juillet 2022", r"étude de (?:juillet )?2022", r"la liste de 2022",
        r"En juillet 2022, une étude retenait 25 lieux parmi plus de 300",
        r"plus de 300 lieux",
        r"à 95 %", r"^à 5 %$", r"montre les 40 (?=premiers)", r"[Dd]e 0 à (?:1|100)\b",
        r": 0 est le bas de l’échelle du critère, 100 le haut", r"\bsur 1\b", r"1 étant le meilleur",
        r"Licence Ouverte 2\.0", r"ODbL 1\.0", r"CC BY(?:-SA)? \d\.0", r"au 1er janvier \d{4}", r"géographie de \d{4}",
        r"Surface en \d{4}", r"1,3 fois la distance à vol d’oiseau",
    ))),
    "en": tuple(map(re.compile, (
        r"of the 25 places of the July 2022 study", r"(?:the |The )?2022 (?:study|list)",
        r"In July 2022 a study chose 25 places out of more than 300",
        r"^at 5%$", r"shows the first 40", r"more than 300 places", r"\b95%", r"[Ff]rom 0 to (?:1|100)\b",
        r"from 0 \(bottom of the criterion’s scale\) to 100 \(top\)", r"\bout of 1\b", r"; 1 is best",
        r"Open Licence 2\.0", r"ODbL 1\.0", r"CC BY(?:-SA)? \d\.0", r"1 January \d{4}", r"geography of \d{4}",
        r"(?:Floor a|A)rea in \d{4}", r"(?:July )?2022 study", r"1\.3 times the straight-line distance",
    ))),
}  # fmt: skip
