"""Every measurement, one after the other."""

from bench import browser, compile, load, race

for measurement in (race, compile, browser, load):
    measurement.main()
