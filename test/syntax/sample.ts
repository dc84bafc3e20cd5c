/** A good program of some sixty lines with every construct in it, for tests that break it. */
export const sample = `# A sample: every construct once.
x = -2
y: [] = 5; z = .5e-1
W1 = param([[0.2, -0.5, 1_0], [0.7, 2., -1e-3]])
θ₁, θ2 = 1, 2
from "losses.grad" import hinge, margin

# Squares its argument.
# Twice as much for a scale of 2.
def square(a: [N, _], scale=2, mode="sum"):
    b = a ** 2 ^ 1
    return scale * b

def sincos(t):
    s = sin(t)
    c = cos(t)
    return s, c

# The cache is in scope.
backward(gs, gc):
    u = gs * c
    return u - gc * s

def twice(v): return v * 2
backward(g): return g * 2

q = square(x, scale=3)
h = max(0, W1 @ [x, y, z] + 1)
n, m = W1.shape
r = h.sum(dim=0, keepdim=True).relu()
first = W1[0, 1:3] + W1[..., -1][::1] - W1[None, :, 0]
rows = W1[[0, 1], [1, 0]]
ok = not x < 3 <= y and z != 2 or x is not None
choice = q if n > 2 else r if m == 3 else -x
long = (
    x +
    y  # inside
)
other = square(x,
               scale=2)
total = 0
for i in range(1, 4, 2):
    for j in range(i):
        total += x * j
    p = total
    total = p
for k in range(2): total *= k; total -= 1
table = [
    [1, 2],
    [3, 4],
]
joined = x + \\
    y
total /= 2
total //= 3
total %= 4
total **= 2
total @= W1
L = mean((table - q) ** 2)
L.backward()
h.backward([1, 2])
(x * y).sum().backward(gradient=ones(2))
minimize(L, lr=0.1, steps=100, optimizer="sgd")
last = 1
`;
