from django.urls import path

from accord.web.queue import acting, bulk, kept, live, views, working

urlpatterns = [
    path("queue/", views.queue, name="queue"),
    path("queue/<int:lead_id>/", views.queue_panel, name="queue_panel"),
    path("queue/news/", live.queue_news, name="queue_news"),
    path("queue/views/", kept.view_create, name="view_create"),
    path("queue/views/<int:view_id>/delete/", kept.view_delete, name="view_delete"),
    path("queue/together/", bulk.queue_together, name="queue_together"),
    path("handoffs/<int:handoff_id>/acceptance/", acting.acceptance, name="acceptance"),
    path("handoffs/<int:handoff_id>/rejection/", acting.rejection, name="rejection"),
    path("handoffs/<int:handoff_id>/assignment/", acting.assignment, name="assignment"),
    path("handoffs/<int:handoff_id>/snooze/", acting.snooze, name="snooze"),
    path("handoffs/<int:handoff_id>/waking/", acting.waking, name="waking"),
    path("leads/<int:lead_id>/recycling/", acting.recycling, name="recycling"),
    path("leads/<int:lead_id>/stage/", acting.stage_choice, name="stage_choice"),
    path("leads/<int:lead_id>/qualification/", acting.qualification, name="qualification"),
    path("leads/<int:lead_id>/deal/", acting.deal_create, name="deal_create"),
    path("deals/<int:deal_id>/won/", acting.deal_won, name="deal_won"),
    path("deals/<int:deal_id>/lost/", acting.deal_lost, name="deal_lost"),
    path("leads/<int:lead_id>/activity/", working.activity_create, name="activity_create"),
    path("leads/<int:lead_id>/feedback/", working.feedback_create, name="feedback_create"),
    path("decisions/<int:fact_id>/undo/", acting.undo, name="undo"),
]
