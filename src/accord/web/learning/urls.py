from django.urls import path

from accord.web.learning import feedback, views

urlpatterns = [
    path("learning/", views.learning_rules, name="learning_rules"),
    path("learning/feedback/", feedback.learning_feedback, name="learning_feedback"),
    path("learning/people/", views.learning_people, name="learning_people"),
    path("learning/profile/", views.learning_profile, name="learning_profile"),
    path("learning/suggestion/", views.learning_suggestion, name="learning_suggestion"),
    path("learning/suggestion/agreement.yaml", views.learning_text, name="learning_text"),
    path("learning/suggestion/draft/", views.learning_draft, name="learning_draft"),
    path("learning/reports/", views.learning_make, name="learning_make"),
]
