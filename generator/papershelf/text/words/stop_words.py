"""Stop words: English words ignored for a given purpose.

Each use has its own list, because a word without meaning in a title may be significant in a venue
name; the common function words are defined once.
"""

from __future__ import annotations

_SHORT_WORDS = frozenset("a an and at by for in of on the to".split())
_FUNCTION_WORDS = frozenset(
    """
    about above across after against all along among an and any are as at be because been before
    behind being below between beyond both but by can cannot could did do does done down during
    each either else et even ever every for from further had has have having he her here his how
    however if in into is it its itself just less let like made make many may me might more most
    much must my near need neither never no nor not now of off on once one only onto or other
    our out over own per perhaps please rather same she should since so some still such than
    that the their them then there these they this those though through to together too toward
    towards under until up upon us using very via was we well were what when where whether which
    while who whom whose why will with within without would yet you your
    """.split()
)

TITLE_STOP_WORDS = _SHORT_WORDS | frozenset("are as from is its or s using via with".split())
"""Ignored when two titles are compared."""
VENUE_STOP_WORDS = _SHORT_WORDS | frozenset(
    "annual oral poster proceeding proceedings spotlight".split()
)
"""Ignored in venue names."""
CITATION_KEY_STOP_WORDS = _FUNCTION_WORDS | frozenset(
    """
    a am i inside makes making mine ours s shall t
    """.split()
)
"""Citation keys use the first title word that is not in this list."""
TOPIC_STOP_WORDS = _FUNCTION_WORDS | frozenset(
    """
    able abstract accordingly achieve achieved achieving additionally address addressed again
    aim aimed allow allowing allows almost alone already also although always analyze another
    apply approach approaches around art available away back based become better call called
    came com come compare compared comparison conduct consider considered consist consists
    contribution demonstrate demonstrated demonstrates demonstrating describe described despite
    develop developed different difficult doesn doing don due effective effectively
    effectiveness efficient efficiently eg empirical empirically enable enables enabling enough
    especially etc evaluate evaluated existing experiment experimental experiments extensive far
    few find finding findings first focus furthermore general github given good great help hence
    high highly him http https idea ie important improve improved improvement improvements
    improves improving include including indeed instead introduce introduced introduces
    introducing investigate io isn issue key known large last latter lead leading leads least
    main mainly method methods moreover mostly namely nevertheless new next nothing novel number
    obtain obtained obtaining often org others otherwise outperform outperforming outperforms
    paper part perform performance performed performs possible present presented presents
    previous previously problem problems promising propose proposed proposes proposing provide
    provided provides providing publicly put quite re really recent recently regarding remain
    remains require required requires requiring result resulting results second see seem several
    show showed showing shown shows significant significantly simple simply small sometimes
    specifically state study successfully suffer superior take task tasks technique techniques
    themselves thereby therefore third three throughout thus two typically unless use used
    useful usefully utilize various way whereas whole work works www
    """.split()
)
"""Words that say nothing about a topic: function words, and words typical of abstracts."""
ABSTRACT_STOP_WORDS = frozenset(
    """
    a about all also an and any are as at based be been between both but by can do does each et
    for from further given has have here how however in into is it its may more most not of on
    one only or other our paper propose proposed show shows such than that the their them then
    there these they this those through thus to two use used using via was we were what when
    where which while who why will with within without you your
    """.split()
)
"""Words in nearly every abstract; the search indexes them only in titles."""
