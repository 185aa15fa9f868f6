"""Where the lines are drawn: every threshold of the verdicts on runs and of the events on their way."""

#: Nearer than this many lengths of the surface is "there"; a run that moves less lately has "settled".
CLOSE = 1e-2
#: A gap this small a share of the gap at the start is closed.
CLOSED = 1e-6
#: A slope or curvature that would change the loss over one length by less than this share of the gap is flat.
FLAT = 1e-3
#: An eigenvalue below this share of the largest is zero for the Hessian's verdict; the ring decides.
ZERO = 1e-6
#: So many windows away from the window is gone for good.
GONE = 10.0
#: More windows outside than this has left the window.
LEFT = 0.1
#: The ring that decides where the Hessian cannot: so many points, so many lengths away, near enough to be local.
RING, RING_RADIUS = 32, 1e-3
#: Net way over way travelled, below which a run goes to and fro.
TO_AND_FRO = 0.2
#: The last part of a run that is "lately", at least `RECENT_STEPS` steps.
RECENT, RECENT_STEPS = 0.1, 8
#: A slow place on the way was left again where the gradient later rises to this share of its largest.
RISE = 5e-2
#: Where the gradient falls below this share of what it will be again, a run slows down.
SLOW = 0.2
#: A slow place that is this near to a saddle, in lengths, is at it; a run that gets this far to its side has got away.
BESIDE = 5e-2
#: An offset from the ridge below this many lengths is round-off, not geometry.
ROUND_OFF = 1e-12
