"""The table of certificates; a certificate is never changed, only revoked."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class CertificateRow(models.Model):
    """A certificate with its signed credential, word for word."""

    id = models.UUIDField(primary_key=True)
    serial = models.PositiveIntegerField(unique=True)
    code = models.CharField(max_length=12, unique=True)
    purchase = models.OneToOneField("training.PurchaseRow", models.PROTECT, related_name="+")
    application = models.ForeignKey("registration.Application", models.PROTECT, related_name="+")
    course = models.ForeignKey("training.Course", models.PROTECT, related_name="+", db_index=False)
    provider = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", db_index=False)
    provider_name = models.TextField()
    holder = models.TextField()
    title = models.TextField()
    hours = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    skills = ArrayField(models.TextField())
    issued_at = models.DateTimeField()
    completed_on = models.DateField()
    valid_until = models.DateField()
    credential = models.TextField()
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.TextField(default="", blank=True)

    class Meta:
        db_table = "certification_certificate"
        indexes = [
            models.Index(fields=["serial"], name="certificate_revoked", condition=Q(revoked_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-HJKMNP-TV-Z]{12}$"), name="certificate_code"),
            models.CheckConstraint(condition=Q(score__lte=100), name="certificate_score"),
            models.CheckConstraint(condition=Q(serial__gt=0), name="certificate_serial"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_why="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_why="")),
                name="certificate_revoked_with_reason",
            ),
        ]
