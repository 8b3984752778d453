"""Laws: how a loss depends on the mixture.

``base.py``
    What a law is, and robust least squares for the parametric ones.
``inverse_power.py``
    ``E + 1 / Σ C (h + ε)^γ``, the default.
``kriged.py``
    The same, and kriging of what it leaves.
``log_linear.py``
    ``c + exp(Σ t h)``.
``dcpt.py``
    The D-CPT law, which also knows sizes of models and data.
``quadratic.py``
    A quadratic of the ratios.
``boosted.py``
    LightGBM.
"""

from lemnos.mix.laws.base import Law
from lemnos.mix.laws.boosted import Boosted
from lemnos.mix.laws.dcpt import DCPT
from lemnos.mix.laws.inverse_power import InversePower
from lemnos.mix.laws.kriged import Kriged
from lemnos.mix.laws.log_linear import LogLinear
from lemnos.mix.laws.quadratic import Quadratic

LAWS: dict[str, Law] = {
    law.name: law for law in (InversePower(), Kriged(), LogLinear(), DCPT(), Quadratic(), Boosted())
}
"""The laws by name; the first is the default."""
