"""Every measurement, one after the other."""

from bench import browser, compile, load, race, rates

for measurement in (race, compile, browser, rates, load):
    measurement.main()
