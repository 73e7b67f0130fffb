"""People, their roles, and the links that were given to them. None of it ever goes into the files of a study."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class People(BaseUserManager["Person"]):
    """Persons, found by their e-mail address whatever its letters."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Someone who signs in. What she may do hangs on her memberships alone: nobody is above the roles."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="one_person_an_address"),)

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name that the journal keeps beside an act."""
        return self.name

    def has_perm(self, *_asked: Any) -> bool:
        """Rights are those of `rights`: Django's own permissions give none."""
        return False

    has_perms = has_module_perms = has_perm


class Membership(models.Model):
    """A role of a person in a study. study : its slug, which no rebuilding of the store changes"""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    study = models.CharField(max_length=100)
    role = models.CharField(max_length=20)
    given = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "study", "role"), name="one_role_once"),)


class OneUseLink(models.Model):
    """A link that opens one thing, once, before it expires. Its secret is not kept: only what it hashes to."""

    purpose = models.CharField(max_length=20)
    subject = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)


class ApiToken(models.Model):
    """A program that may write through the API of a study. Its secret is not kept: only what it hashes to.

    scopes : what it may do, parted by spaces
    """

    study = models.CharField(max_length=100)
    name = models.CharField(max_length=80)
    scopes = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True)
