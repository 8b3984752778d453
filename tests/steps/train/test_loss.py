"""The cross-entropy of the output layer, against PyTorch's own in double precision."""

import pytest

from lemnos.steps.train import loss

torch = pytest.importorskip("torch")


@pytest.mark.parametrize("scale", [0.1, 40.0])
def test_loss_and_gradients_are_those_of_a_plain_cross_entropy(scale: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """In pieces, with repeated targets, and with logits whose exponentials overflow by themselves."""
    monkeypatch.setattr(loss, "_CPU_LOGITS", 16 * 31)
    generator = torch.Generator().manual_seed(0)
    hidden = torch.randn(70, 8, generator=generator)
    weight = torch.randn(31, 8, generator=generator) * scale
    targets = torch.randint(0, 31, (70,), generator=generator)
    targets[:20] = 3
    one, other = hidden.clone().requires_grad_(), weight.clone().requires_grad_()
    right, true = hidden.double().requires_grad_(), weight.double().requires_grad_()
    found = loss.linear_cross_entropy(one, other, targets)
    (found * 2).backward()
    plain = torch.nn.functional.cross_entropy(right @ true.T, targets, reduction="sum")
    (plain * 2).backward()
    assert torch.allclose(found.double(), plain, rtol=1e-5)
    assert torch.allclose(one.grad.double(), right.grad, rtol=1e-4, atol=1e-4 * scale)
    assert torch.allclose(other.grad.double(), true.grad, rtol=1e-4, atol=1e-4)
