"""The only writers of the funding step."""

from jadibisa.journey.funding.services.accounts import link_account, link_accounts
from jadibisa.journey.funding.services.bills import ask_bills, ask_number, take_payment, take_signed
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
from jadibisa.journey.funding.services.pledges import (
    decide_pledge,
    end_pledge,
    end_pledges,
    offer_pledge,
    propose_pledge,
    return_pledges,
    show_name,
)
from jadibisa.journey.funding.services.reconciling import (
    answer_case,
    decide_close,
    import_bank_file,
    propose_close,
    reconcile,
)
from jadibisa.journey.funding.services.rehearsing import read_rehearsed
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
    "answer_case",
    "approve_proposed_runs",
    "ask_bills",
    "ask_number",
    "close_budget",
    "decide_close",
    "decide_disbursements",
    "decide_pledge",
    "decide_run",
    "end_pledge",
    "end_pledges",
    "fund_batch",
    "hold",
    "import_bank_file",
    "import_statement",
    "link_account",
    "link_accounts",
    "note_certificates_revoked",
    "note_certified",
    "note_rated",
    "note_revoked",
    "note_survey",
    "offer_pledge",
    "pay_due",
    "prepare",
    "prepare_remittance",
    "prepare_settlements",
    "propose_close",
    "propose_disbursements",
    "propose_pledge",
    "propose_run",
    "propose_waiting_runs",
    "read_rehearsed",
    "reconcile",
    "retry_incentive",
    "return_pledges",
    "return_unspent",
    "send_due",
    "settle",
    "show_name",
    "take_payment",
    "take_payout",
    "take_signed",
    "void",
]
