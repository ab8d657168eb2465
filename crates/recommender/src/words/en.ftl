# Every message is a whole sentence. $hour … are times as hour-* says them,
# $garments are lists such as "the scarf and the gloves".

hour-midnight = midnight
hour-noon = noon
hour-morning = { $hour } am
hour-afternoon = { $hour } pm

the-garment = the { $garment }
list-two = { $first } and { $second }
list-more = { $first }, { $second }
list-last = { $first } and { $second }

no-outer = No outer layer needed
no-bottom = None, the dress is enough

# How the temperature runs over the day.
layering-large = { $day ->
   *[mild] The temperature swings by { $difference } °C today, so wear thin layers that come off and go back on easily.
    [cold] The temperature swings by { $difference } °C today: dress for the coldest hours, in layers that you can open or take off later.
  }
layering-noticeable = { $day ->
   *[mild] The temperature changes by { $difference } °C over the day: one extra layer for the cooler hours is enough.
    [cold] The temperature changes by { $difference } °C over the day: dress for the coldest hours, and open your coat when it gets milder.
  }
layering-small = The temperature changes little over the day, so you will not need to change much either.

# What it is like outdoors.
activity-pleasant = It is a good day for a walk or some exercise outdoors.
activity-cool = It is chilly, so warm up properly before any exercise outdoors.
activity-cold = It is cold, so keep moving outdoors and warm up properly before any exercise.

# Why this set. $cover is yes or no; $wind is calm or windy.
explanation-covers = { $wind ->
    [windy] { $temperature } °C with wind at { $hour } decides: that calls for { $needed } clo, and this set gives { $given }.
   *[calm] { $temperature } °C at { $hour } decides: that calls for { $needed } clo, and this set gives { $given }.
  }
explanation-covers-cautious = { $wind ->
    [windy] It could drop to { $cautious } °C with wind at { $hour }: that calls for { $needed } clo, and this set gives { $given }.
   *[calm] It could drop to { $cautious } °C at { $hour }: that calls for { $needed } clo, and this set gives { $given }.
  }
explanation-short = { $wind ->
    [windy] { $cautious } °C with wind at { $hour } calls for { $needed } clo; this is the warmest set here and gives { $given }.
   *[calm] { $cautious } °C at { $hour } calls for { $needed } clo; this is the warmest set here and gives { $given }.
  }
explanation-custom = It stays warm enough that the cold does not decide: this is what people comfortably wear on such a day.

# What stays on indoors.
indoors-all-on = Indoors you can keep everything on.
indoors-take-off = Indoors, take off { $garments }.

# What to change along the way. $kind is clothes, accessories or both.
change-off = { $kind ->
   *[clothes] From { $hour } on you can take off { $garments }.
    [accessories] From { $hour } on you can do without { $garments }.
    [both] From { $hour } on you can take off { $garments }.
  }
change-on = At { $hour }, put on { $garments }.
change-on-again = At { $hour }, put { $garments } back on.

carried = Take { $garments } along: there is a { $chance }% chance that it gets cold enough at { $hour }.
carried-likely = Take { $garments } along: at { $hour } it will quite likely be cold enough.
carried-spare = Keep { $garments } at hand, though you will hardly need more on such a day.

# When no set is warm enough. $effort is brisk, fast or run.
limit-time-and-effort = { $effort ->
   *[brisk] No set here is warm enough to stand around in this cold: come in after about { $time }, or keep walking briskly.
    [fast] No set here is warm enough for this cold: come in after about { $time }, or move as hard as on a fast uphill hike.
    [run] No set here is warm enough for this cold: come in after about { $time }, or work as hard as when running.
  }
limit-time = No set here is warm enough for this cold: come in to warm up after about { $time }.
limit-effort = { $effort ->
   *[brisk] No set here is warm enough to stand around in this cold: keep walking briskly.
    [fast] No set here is warm enough for this cold: keep moving as hard as on a fast uphill hike.
    [run] No set here is warm enough for this cold: keep working as hard as when running.
  }
limit-mild = This set is a little light for the coldest hour: keep moving and you will be fine.
time-minutes = { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
  }
time-hours = { $hours ->
    [one] an hour
   *[other] { $hours } hours
  }

# Hazards. $span is once or long; $value is the worst.
hazard-cold-1 = { $span ->
   *[once] It feels like { $value } °C at { $hour }, so cover your ears and hands.
    [long] It feels as cold as { $value } °C in the wind, coldest at { $hour }: cover your ears and hands.
  }
hazard-cold-2 = It feels like { $value } °C at { $hour }, and bare skin can freeze within 10 to 30 minutes: cover your face and hands and keep outings short.
hazard-cold-3 = It feels like { $value } °C at { $hour }, and bare skin can freeze within 5 to 10 minutes: go out only if you must, with nothing left bare.
hazard-cold-4 = It feels like { $value } °C at { $hour }, and bare skin can freeze within 2 to 5 minutes: stay indoors if you can.
hazard-cold-5 = It feels like { $value } °C at { $hour }, and bare skin freezes in under 2 minutes: do not go out.
hazard-heat-1 = It gets warm, up to { $temperature } °C at { $hour }: drink enough and take breaks in the shade.
hazard-heat-2 = It gets hot, and at { $hour } it feels like { $feels } °C: drink often, and leave hard exercise for the morning or the evening.
hazard-heat-3 = It gets dangerously hot, and at { $hour } it feels like { $feels } °C: avoid effort outdoors, rest in the shade and drink before you are thirsty.
hazard-heat-4 = The heat is extreme, and at { $hour } it feels like { $feels } °C: stay somewhere cool and look after older neighbours.
hazard-rain-umbrella = { $span ->
   *[once] Rain is likely around { $hour } ({ $chance }%), so take an umbrella.
    [long] Rain is likely at times between { $from } and { $until } (up to { $chance }%), so take an umbrella.
  }
hazard-rain-hood = { $span ->
   *[once] Rain is likely around { $hour } ({ $chance }%) and the wind would turn an umbrella: rely on a hooded rain jacket.
    [long] Rain is likely at times between { $from } and { $until } (up to { $chance }%) and the wind would turn an umbrella: rely on a hooded rain jacket.
  }
hazard-rain-some-time = There is a { $chance }% chance of rain at some time of the day: take a small umbrella along.
hazard-snow = { $span ->
   *[once] Snow or sleet is likely around { $hour } ({ $chance }%): wear shoes with a good grip.
    [long] Snow or sleet is likely at times between { $from } and { $until } (up to { $chance }%): wear shoes with a good grip.
  }
hazard-snow-some-time = There is a { $chance }% chance of snow at some time of the day: shoes with a good grip are a safe choice.
hazard-ice = { $span ->
   *[once] Wet ground may freeze around { $hour }: mind your step.
    [long] Wet ground may freeze between { $from } and { $until }: mind your step.
  }
hazard-wind-1 = The wind is strong around { $hour } ({ $speed } m/s): something windproof makes the difference.
hazard-wind-2 = The wind is very strong around { $hour } ({ $speed } m/s): keep clear of loose signs and branches.
hazard-wind-3 = There is a storm around { $hour } ({ $speed } m/s): stay indoors if you can.
hazard-uv-1 = Under a clear sky the UV index reaches { $value } around { $hour }: sunglasses and some sunscreen do you good.
hazard-uv-2 = Under a clear sky the UV index reaches { $value } around { $hour }: wear a hat and put on sunscreen.
hazard-uv-3 = Under a clear sky the UV index reaches { $value } around { $hour }: wear a hat and sunscreen, and keep to the shade at midday.
hazard-uv-4 = Under a clear sky the UV index reaches an extreme { $value } around { $hour }: stay out of the midday sun.
