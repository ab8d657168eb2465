# Every message is a whole sentence. $hour … are times as hour-* says them,
# $garments are lists such as "the scarf and the gloves".

hour-midnight = midnight
hour-night = { $hour } am
hour-early = { $hour } am
hour-morning = { $hour } am
hour-noon = noon
hour-afternoon = { $hour } pm
hour-evening = { $hour } pm
hour-late = { $hour } pm

temperature-below-zero = −{ $degrees } °C
temperature = { $degrees } °C
temperature-difference = { $degrees } °C
wind-speed = { $speed } m/s

us-temperature-below-zero = −{ $degrees } °F
us-temperature = { $degrees } °F
us-temperature-difference = { $degrees } °F
us-wind-speed = { $speed } mph

the-garment = the { $garment }
list-two = { $first } and { $second }
list-more = { $first }, { $second }
list-last = { $first } and { $second }

no-outer = No outer layer needed
no-bottom = None, the dress is enough

# How the temperature runs over the day.
layering-large = { $day ->
   *[mild] The temperature swings by { $difference } today, so wear thin layers that come off and go back on easily.
    [cold] The temperature swings by { $difference } today: dress for the coldest hours, in layers that you can open or take off later.
  }
layering-noticeable = { $day ->
   *[mild] The temperature changes by { $difference } over the day: dress for the cooler hours, and take off a layer when it gets warm.
    [cold] The temperature changes by { $difference } over the day: dress for the coldest hours, and open your coat when it gets milder.
  }
layering-noticeable-same = The temperature changes by { $difference } over the day, and these clothes will do for all of it.
layering-small = The temperature changes by { $difference }; a layer less will do in the warmer hours.
layering-milder = It gets a little milder around midday: open your coat, and do without what keeps hands and neck warm.
layering-small-same = You can wear the same clothes all day.
layering-small-late = The same clothes will do for the rest of the day.
layering-evening = It cools down by { $cooling } until { $until }: take a layer along and put it on later.

# What it is like outdoors.
activity-pleasant = It is a good day for a walk or some exercise outdoors.
activity-cool = It is chilly, so warm up properly before any exercise outdoors.
activity-cold = It is cold, so keep moving outdoors and warm up properly before any exercise.
activity-very-cold = It is very cold: cover your neck and hands, and keep moving outdoors.

# Why this set. $wind is calm or windy, $heat mild, warm or hot.
explanation-covers = { $wind ->
    [windy] It could drop to { $cautious } at { $hour }, and it is windy. This set is warm enough: { $needed } clo are needed, and it gives { $given }.
   *[calm] It could drop to { $cautious } at { $hour }. This set is warm enough: { $needed } clo are needed, and it gives { $given }.
  }
explanation-short = { $wind ->
    [windy] It could drop to { $cautious } at { $hour }, and it is windy. This set gives { $given } clo, a little less than the { $needed } that are needed.
   *[calm] It could drop to { $cautious } at { $hour }. This set gives { $given } clo, a little less than the { $needed } that are needed.
  }
explanation-custom = { $heat ->
   *[mild] It stays mild, so light everyday clothes are enough.
    [warm] It is warm all day, so light clothes are enough.
    [hot] It gets hot, so the lightest and airiest clothes are best.
    [moving] You will be moving enough to keep warm in light clothes.
    [evening] The night stays warm, so light clothes are enough.
  }

# What stays on indoors.
indoors-all-on = Indoors you are dressed just right, too.
indoors-light = Indoors you may want something over it.
indoors-cooled = Air conditioning can be strong indoors: a thin cardigan in your bag helps.
indoors-cooled-with = Air conditioning can be strong indoors: { $garments } will help there.
indoors-without = Indoors you can do without { $garments }.
indoors-take-off = Indoors, take off { $garments }.

# What to change along the way. $kind is clothes, accessories or both.
start-all = Put on the whole outfit.
start-without = Put on everything but { $garments }.
change-off = { $kind ->
   *[clothes] From { $hour } on you can take off { $garments }.
    [accessories] From { $hour } on you can do without { $garments }.
    [both] From { $hour } on you can take off { $clothes } and do without { $accessories }.
  }
change-on = At { $hour }, put on { $garments }.
change-on-again = { $kind ->
   *[clothes] At { $hour }, put { $garments } back on.
    [accessories] At { $hour }, put { $garments } back on.
    [both] At { $hour }, put { $clothes } back on, and { $accessories } too.
  }

carried = Take { $garments } along: there is a { $chance }% chance that you will want the extra warmth around { $hour }.
carried-likely = Take { $garments } along: you will probably want the extra warmth around { $hour }.
carried-morning = Wear { $garments } if it feels cold when you leave ({ $chance }% likely).
carried-cooled = Outdoors you will hardly need { $garments }.
carried-spare = Unless you feel the cold easily, you can leave { $garments } at home.

# When no set is warm enough. $effort is brisk, fast or run.
limit-time-and-effort = { $effort ->
    [gentle] At { $cautious }, do not stand still outdoors for long: walk about, or warm up indoors after about { $time }.
   *[brisk] At { $cautious }, do not stand around outdoors for long: keep walking briskly, or warm up indoors after about { $time }.
    [fast] At { $cautious }, do not stay outdoors for long: move as on a fast uphill hike, or warm up indoors after about { $time }.
    [run] At { $cautious }, do not stay outdoors for long: warm up indoors after about { $time }; only running would keep you warm.
  }
limit-time = At { $cautious }, do not stay outdoors for long: warm up indoors after about { $time }.
limit-effort = { $effort ->
    [gentle] At { $cautious }, do not stand still outdoors: walk about.
   *[brisk] At { $cautious }, do not stand around outdoors: keep walking briskly.
    [fast] At { $cautious }, keep moving outdoors, as on a fast uphill hike.
    [run] At { $cautious }, only running would keep you warm outdoors.
  }
limit-mild = Walk briskly, and keep your time outdoors short.
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
   *[once] It may feel like { $feels } at { $hour }, so cover your neck and hands.
    [long] In the wind it may feel as cold as { $feels }: cover your neck and hands.
  }
hazard-cold-2 = It may feel like { $feels } at { $hour }, and bare skin can freeze within 10 to 30 minutes: cover your face and hands and keep outings short.
hazard-cold-3 = It may feel like { $feels } at { $hour }, and bare skin can freeze within 5 to 10 minutes: go out only if you must, with nothing left bare.
hazard-cold-4 = It may feel like { $feels } at { $hour }, and bare skin can freeze within 2 to 5 minutes: stay indoors if you can.
hazard-cold-5 = It may feel like { $feels } at { $hour }, and bare skin freezes in under 2 minutes: do not go out.
hazard-heat-1 = { $sun ->
   *[up] It gets up to { $temperature } around { $hour }: drink enough and take it easy in the sun.
    [down] It is still { $temperature } around { $hour }: keep some water at hand.
  }
hazard-heat-2 = { $sun ->
   *[up] Around { $hour } it feels like { $feels }: drink often, and leave hard exercise for the cooler hours.
    [down] Around { $hour } it still feels like { $feels }: drink often, and sleep where it is cool.
  }
hazard-heat-3 = Dangerous heat: around { $hour } it feels like { $feels }. Stay in a cool room and drink before you are thirsty.
hazard-heat-4 = Extreme heat: around { $hour } it feels like { $feels }. Stay somewhere cool and look after older neighbours.
hazard-rain-umbrella = { $span ->
   *[once] Rain is likely around { $hour } ({ $chance }%), so take an umbrella.
    [long] Rain is likely at times between { $from } and { $until } (up to { $chance }%), so take an umbrella.
  }
hazard-rain-hood = { $span ->
   *[once] Rain is likely around { $hour } ({ $chance }%) and the wind would turn an umbrella: rely on a hooded rain jacket.
    [long] Rain is likely at times between { $from } and { $until } (up to { $chance }%) and the wind would turn an umbrella: rely on a hooded rain jacket.
  }
hazard-rain-some-time = There is a { $chance }% chance of rain between { $from } and { $until }, most likely around { $hour }: take a small umbrella along.
hazard-snow = { $span ->
   *[once] Snow or sleet is likely around { $hour } ({ $chance }%): wear shoes with a good grip.
    [long] Snow or sleet is likely at times between { $from } and { $until } (up to { $chance }%): wear shoes with a good grip.
  }
hazard-snow-some-time = There is a { $chance }% chance of snow between { $from } and { $until }: shoes with a good grip are a safe choice.
hazard-ice = { $span ->
   *[once] Wet ground may freeze around { $hour }: mind your step.
    [long] Wet ground may freeze between { $from } and { $until }: mind your step.
  }
hazard-wind-1 = The wind is strong around { $hour } ({ $wind-speed }): something windproof makes the difference.
hazard-wind-2 = The wind is very strong around { $hour } ({ $wind-speed }): keep clear of loose signs and branches.
hazard-wind-3 = There is a storm around { $hour } ({ $wind-speed }): stay indoors if you can.
hazard-uv-1 = Under a clear sky the UV index reaches { $value } around { $hour }: sunglasses and some sunscreen do you good.
hazard-uv-2 = Under a clear sky the UV index reaches { $value } around { $hour }: wear sunglasses and sunscreen.
hazard-uv-3 = Under a clear sky the UV index reaches { $value } around { $hour }: wear sunglasses and plenty of sunscreen, and keep to the shade at midday.
hazard-uv-4 = Under a clear sky the UV index reaches an extreme { $value } around { $hour }: stay out of the midday sun.
