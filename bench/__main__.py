"""Every measurement, one after the other."""

from bench import browser, compile, race

for measurement in (race, compile, browser):
    measurement.main()
