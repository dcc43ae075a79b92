"""The commands of the work step: the only writers of its tables."""

from jadibisa.journey.work.services.employers import (
    propose_verification,
    register_employer,
    suspend_employer,
    verify_employer,
)
from jadibisa.journey.work.services.jobs import answer, answer_many, apply, close_due, declare_skills, see, withdraw
from jadibisa.journey.work.services.outcomes import (
    open_surveys,
    plan_surveys,
    record_outcome,
    record_outcomes,
)
from jadibisa.journey.work.services.vacancies import (
    change_vacancy,
    check_vacancy,
    expire_vacancies,
    import_vacancies,
    post_vacancies,
    report_vacancy,
)

__all__ = [
    "answer",
    "answer_many",
    "apply",
    "change_vacancy",
    "check_vacancy",
    "close_due",
    "declare_skills",
    "expire_vacancies",
    "import_vacancies",
    "open_surveys",
    "plan_surveys",
    "post_vacancies",
    "propose_verification",
    "record_outcome",
    "record_outcomes",
    "register_employer",
    "report_vacancy",
    "see",
    "suspend_employer",
    "verify_employer",
    "withdraw",
]
