"""Pages of the draw: for everybody, for the participant, for officers."""

from django.urls import path

from jadibisa.journey.selection.views.afterwards import additions, audit, decide_addition
from jadibisa.journey.selection.views.desk import decide, desk, stage
from jadibisa.journey.selection.views.how import how
from jadibisa.journey.selection.views.mine import mine, own_proof
from jadibisa.journey.selection.views.public import archive, draw, draws, file, proof
from jadibisa.journey.selection.views.simulation import kept, saved, saved_file, simulation, turn
from jadibisa.journey.selection.views.stages import stages

urlpatterns = [
    path("undian/", draws, name="draws"),
    path("undian/cara/", how, name="how"),
    path("undian/simulasi/", kept, name="simulations"),
    path("undian/simulasi/<int:number>/", saved, name="saved"),
    path("undian/simulasi/<int:number>/simulasi.json", saved_file, {"kind": "json"}, name="saved_json"),
    path("undian/simulasi/<int:number>/simulasi.csv", saved_file, {"kind": "csv"}, name="saved_csv"),
    path("undian/<int:batch>/", draw, name="draw"),
    path("undian/<int:batch>/tahap/", stages, name="stages"),
    path("undian/<int:batch>/berkas.zip", archive, name="archive"),
    path("undian/<int:batch>/berkas/<str:name>", file, name="file"),
    path("undian/<int:batch>/bukti/<str:ticket>.txt", proof, name="proof"),
    path("saya/seleksi/", mine, name="mine"),
    path("saya/seleksi/bukti.json", own_proof, name="own_proof"),
    path("petugas/seleksi/", desk, name="desk"),
    path("petugas/seleksi/simulasi/", simulation, name="simulation"),
    path("petugas/seleksi/simulasi/<int:number>/henti/", turn, {"to": "henti"}, name="stop_simulation"),
    path("petugas/seleksi/simulasi/<int:number>/lanjut/", turn, {"to": "lanjut"}, name="resume_simulation"),
    path("petugas/seleksi/<int:batch>/", stage, name="stage"),
    path("petugas/seleksi/<int:batch>/tambahan/", additions, name="additions"),
    path("petugas/seleksi/<int:batch>/tambahan/<uuid:proposal_id>/", decide_addition, name="decide_addition"),
    path("petugas/seleksi/<int:batch>/audit/", audit, name="audit"),
    path("petugas/seleksi/<int:batch>/putusan/<uuid:proposal_id>/", decide, name="decide"),
]
