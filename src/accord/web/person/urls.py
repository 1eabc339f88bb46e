from django.urls import path

from accord.web.person import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/<int:person_id>/", views.person, name="person"),
    path("people/<int:person_id>/touches/", views.person_touches, name="person_touches"),
    path("people/<int:person_id>/merge/", views.merge, name="merge"),
    path("people/<int:person_id>/account/", views.person_account, name="person_account"),
    path("merges/<int:merge_id>/unmerge/", views.unmerge, name="unmerge"),
]
