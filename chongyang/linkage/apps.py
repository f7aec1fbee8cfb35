"""The place of linkage in Django: what it keeps of a link, so that the link can be undone."""

from django.apps import AppConfig

from chongyang.core.words import N_


class LinkageConfig(AppConfig):
    name = "chongyang.linkage"
    label = "linkage"

    def ready(self) -> None:
        from chongyang.core.integrity import checks as integrity
        from chongyang.linkage.integrity import CHECKS

        integrity("linkage", CHECKS)
        from chongyang.core.hanging import witnesses
        from chongyang.core.looks import looks
        from chongyang.linkage.operations import merging

        witnesses(merging.keep_image, merging.restore_image)
        looks("linkage.field.revealed", N_("比对两条记录时显示原文"))
        from chongyang.core.queries.holdings import holds
        from chongyang.linkage.queries import holding

        holds("linkage.Pair")(holding.pairs_of_persons)
        holds("linkage.Verdict")(holding.verdicts_of_persons)
        holds("linkage.Merge")(holding.merges_of_persons)
        from chongyang.linkage.spelling import spell_out

        spell_out()
