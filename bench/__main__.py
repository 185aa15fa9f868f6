"""Every measurement, one after the other."""

from bench import browser, compile, load, maps, race, rates

for measurement in (race, maps, compile, browser, rates, load):
    measurement.main()
