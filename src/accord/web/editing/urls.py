from django.urls import path

from accord.web.editing import comparing, drafts, forms

urlpatterns = [
    path("agreement/compare/", comparing.agreement_compare, name="agreement_compare"),
    path("agreement/edit/", drafts.drafts, name="drafts"),
    path("agreement/edit/<int:proposal_id>/", drafts.draft_edit, name="draft_edit"),
    path("agreement/edit/<int:proposal_id>/check/", drafts.draft_check, name="draft_check"),
    path("agreement/edit/<int:proposal_id>/words/", drafts.draft_complete, name="draft_complete"),
    path("agreement/edit/<int:proposal_id>/<str:part>/", forms.draft_form, name="draft_form"),
]
