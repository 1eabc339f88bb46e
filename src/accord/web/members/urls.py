from django.urls import path

from accord.web.members import views, work

urlpatterns = [
    path("members/", views.members, name="members"),
    path("members/new/", views.member_create, name="member_create"),
    path("members/<int:member_id>/role/", views.member_role, name="member_role"),
    path("members/<int:member_id>/active/", views.member_active, name="member_active"),
    path("members/<int:member_id>/profile/", work.member_work, name="member_work"),
    path("members/<int:member_id>/profile/set/", work.member_work_set, name="member_work_set"),
    path("members/<int:member_id>/leave/", work.leave_create, name="leave_create"),
    path("leave/<int:leave_id>/back/", work.leave_back, name="leave_back"),
]
