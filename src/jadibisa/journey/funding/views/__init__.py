"""Pages of money: the participant's balance and account, the finance desk."""

from django.urls import path

from jadibisa.journey.funding.views.callbacks import qris_paid, va_paid
from jadibisa.journey.funding.views.desk import batch, desk, payout, retry, run, take
from jadibisa.journey.funding.views.disbursements import disbursement, prepare, statement
from jadibisa.journey.funding.views.mine import account, mine, statement_csv
from jadibisa.journey.funding.views.pledges import pledge, pledges
from jadibisa.journey.funding.views.reconciling import case, day, days

urlpatterns = [
    path("petugas/dana/mitra/", pledges, name="pledges"),
    path("petugas/dana/mitra/<uuid:pledge_id>/", pledge, name="pledge"),
    path("snap/v1.0/transfer-va/payment", va_paid, name="va_paid"),
    path("snap/v1.0/qr/qr-mpm-notify", qris_paid, name="qris_paid"),
    path("saya/saldo/", mine, name="mine"),
    path("saya/saldo/rincian.csv", statement_csv, name="statement"),
    path("saya/rekening/", account, name="account"),
    path("petugas/dana/", desk, name="desk"),
    path("petugas/dana/gelombang/<int:number>/", batch, name="batch"),
    path("petugas/dana/putaran/<uuid:run_id>/", run, name="run"),
    path("petugas/dana/siapkan/", prepare, name="prepare"),
    path("petugas/dana/pembayaran/<uuid:run_id>/", disbursement, name="disbursement"),
    path("petugas/dana/rekening-koran/", statement, name="bank_statement"),
    path("petugas/dana/rekonsiliasi/", days, name="bank_days"),
    path("petugas/dana/rekonsiliasi/<slug:text>/", day, name="bank_day"),
    path("petugas/dana/rekonsiliasi/<slug:text>/selisih/<uuid:case_id>/", case, name="bank_case"),
    path("petugas/dana/pencairan/<uuid:payout_id>/", payout, name="payout"),
    path("petugas/dana/pencairan/<uuid:payout_id>/ambil/", take, name="take"),
    path("petugas/dana/pencairan/<uuid:payout_id>/ulang/", retry, name="retry"),
]
