"""Every measurement, one after the other."""

from bench import compile, race

for measurement in (race, compile):
    measurement.main()
