from django.urls import path

from accord.web.board import views

urlpatterns = [
    path("board/", views.board, name="board"),
    path("board/leads/", views.board_people, name="board_people"),
]
