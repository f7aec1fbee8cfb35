"""The place of projects in Django: what it counts, hears, and which clauses it runs."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "chongyang.projects"
    label = "projects"

    def ready(self) -> None:
        from chongyang.core.events import handles
        from chongyang.core.measuring import measures
        from chongyang.core.running import runs
        from chongyang.core.words import N_
        from chongyang.projects import operations
        from chongyang.projects.measuring import MEASURES
        from chongyang.projects.queries.figures import figure_of_enterprises, figure_of_projects

        measures("projects", MEASURES)
        handles("approvals.stage.permitted", "projects.follow_permit")(operations.follow_permit)
        runs("2018-34/4.4", N_("重点项目库"), "projects", figure_of_projects)
        for clause in ("2014-25/3.1", "2014-25/3.2", "2014-25/3.3", "2014-25/3.4", "2014-25/3.5"):
            runs(clause, N_("项目投资总额和点名项目"), "projects_envelopes")
        for clause in ("2018-34/3.2.1", "2018-34/3.3.1", "2018-34/3.5.1", "2018-34/3.5.2", "2018-34/3.6.3"):
            runs(clause, N_("点名项目"), "projects")
        for clause in ("2018-34/3.6.2", "2018-34/4.3", "2014-25/4.3"):
            runs(clause, N_("企业培育和招商"), "projects_enterprises", figure_of_enterprises)
        runs("2018-34/3.8.1", N_("银企对接"), "projects_enterprises")
        runs("2018-34/3.8.2", N_("养老用地供应"), "projects_enterprises")
