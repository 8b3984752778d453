"""Makes the entities with which worlds start.

    Resource ──▶ Pool ──▶ Population of a world, by its seed

Modules, in the order in which data flows:

    pool        the entities of a resource
    population  those that a world draws, linked with each other
"""

from lemnos.steps.tools.world.population.pool import Pool
from lemnos.steps.tools.world.population.population import Population

__all__ = ["Pool", "Population"]
