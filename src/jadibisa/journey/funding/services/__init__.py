"""The only writers of the funding step."""

from jadibisa.journey.funding.services.accounts import link_account, link_accounts
from jadibisa.journey.funding.services.budget import allot, close_budget, fund_batch, return_unspent
from jadibisa.journey.funding.services.disbursements import (
    decide_disbursements,
    import_statement,
    prepare_remittance,
    prepare_settlements,
    propose_disbursements,
)
from jadibisa.journey.funding.services.holds import hold, settle, void
from jadibisa.journey.funding.services.incentives import (
    note_certificates_revoked,
    note_certified,
    note_rated,
    note_revoked,
    note_survey,
)
from jadibisa.journey.funding.services.runs import (
    approve_proposed_runs,
    decide_run,
    prepare,
    propose_run,
    propose_waiting_runs,
    retry_incentive,
    take_payout,
)
from jadibisa.journey.funding.services.sending import pay_due, send_due

__all__ = [
    "allot",
    "approve_proposed_runs",
    "close_budget",
    "decide_disbursements",
    "decide_run",
    "fund_batch",
    "hold",
    "import_statement",
    "link_account",
    "link_accounts",
    "note_certificates_revoked",
    "note_certified",
    "note_rated",
    "note_revoked",
    "note_survey",
    "pay_due",
    "prepare",
    "prepare_remittance",
    "prepare_settlements",
    "propose_disbursements",
    "propose_run",
    "propose_waiting_runs",
    "retry_incentive",
    "return_unspent",
    "send_due",
    "settle",
    "take_payout",
    "void",
]
