"""What the codes of duties mean, for whoever prints a row."""

from chongyang.core.labels import spells
from chongyang.duties import enums


def spell_out() -> None:
    spells("duties.Run", state=enums.RunState, part=enums.Part)
    spells("duties.Progress", own_light=enums.Light)
    spells("duties.LightSet", light=enums.Light, by_rule=enums.Light)
    spells("duties.Escalation", step=enums.EscalationStep, state=enums.EscalationState)
    spells("duties.Letter", state=enums.LetterState)
    spells("duties.Matter", state=enums.MatterState)
