from django.urls import path

from accord.web.agreement import pilots, proposals, versions, views

urlpatterns = [
    path("agreement/", views.agreement, name="agreement"),
    path("agreement/<int:number>/", views.agreement_version, name="agreement_version"),
    path("agreement/pilot/end/", pilots.pilot_end, name="pilot_end"),
    path("agreement/versions/", versions.agreement_versions, name="agreement_versions"),
    path("agreement/versions/<int:number>.pdf", versions.agreement_pdf, name="agreement_pdf"),
    path("agreement/proposals/", proposals.proposals, name="proposals"),
    path("agreement/proposals/new/", proposals.proposal_create, name="proposal_create"),
    path("agreement/proposals/<int:proposal_id>/", proposals.proposal, name="proposal"),
    path("agreement/proposals/<int:proposal_id>/comments/", proposals.proposal_comment, name="proposal_comment"),
    path("agreement/proposals/<int:proposal_id>/proposing/", proposals.proposal_propose, name="proposal_propose"),
    path("agreement/proposals/<int:proposal_id>/signature/", proposals.proposal_sign, name="proposal_sign"),
    path(
        "agreement/proposals/<int:proposal_id>/countersignature/",
        proposals.proposal_countersign,
        name="proposal_countersign",
    ),
    path("agreement/proposals/<int:proposal_id>/refusal/", proposals.proposal_decline, name="proposal_decline"),
    path("agreement/proposals/<int:proposal_id>/withdrawal/", proposals.proposal_withdraw, name="proposal_withdraw"),
]
