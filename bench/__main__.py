"""Every measurement, one after the other."""

from bench import browser, compile, load, maps, race

for measurement in (race, maps, compile, browser, load):
    measurement.main()
