# Every message is a whole sentence. $hour … are times as hour-* says them,
# $garments are lists such as "the scarf and the gloves".

hour-midnight = midnight
hour-night = { $sharp ->
   *[yes] { $hour } am
    [no] { $hour }:{ $minutes } am
  }
hour-early = { $sharp ->
   *[yes] { $hour } am
    [no] { $hour }:{ $minutes } am
  }
hour-morning = { $sharp ->
   *[yes] { $hour } am
    [no] { $hour }:{ $minutes } am
  }
hour-noon = { $sharp ->
   *[yes] noon
    [no] { $hour }:{ $minutes } pm
  }
hour-afternoon = { $sharp ->
   *[yes] { $hour } pm
    [no] { $hour }:{ $minutes } pm
  }
hour-evening = { $sharp ->
   *[yes] { $hour } pm
    [no] { $hour }:{ $minutes } pm
  }
hour-late = { $sharp ->
   *[yes] { $hour } pm
    [no] { $hour }:{ $minutes } pm
  }

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
course-warmer = It is { $difference } warmer at { $warmest } than at { $coldest }.
course-even = The temperature hardly changes between { $begin } and { $end }.
course-hour = It is { $temperature } at { $begin }.
course-cooler = It cools down by { $difference } from { $warmest } to { $coldest }.

# What it is like outdoors.
activity-pleasant = It is a good day for a walk or some exercise outdoors.
activity-plain = It is fine for being outdoors.
activity-cool = It is chilly, so warm up properly before any exercise outdoors.
activity-cold = It is cold, so keep moving outdoors and warm up properly before any exercise.
activity-very-cold = It is very cold, so keep moving outdoors and warm up indoors now and then.

# Why this set. $wind is calm or windy, $heat mild, warm or hot.
explanation-covers = { $single ->
   *[no] { $wind ->
        [windy] { $air ->
           *[cool] The coldest hour that you are out is { $hour }, and it is windy: this set is warm enough for it.
            [warm] The coolest hour that you are out is { $hour }, and it is windy: this set is right for it.
          }
       *[calm] { $air ->
           *[cool] The coldest hour that you are out is { $hour }: this set is warm enough for it.
            [warm] The coolest hour that you are out is { $hour }: this set is right for it.
          }
      }
    [yes] { $wind ->
        [windy] { $air ->
           *[cool] It is windy, and this set is warm enough.
            [warm] It is windy, and this set is right for it.
          }
       *[calm] { $air ->
           *[cool] This set is warm enough.
            [warm] This set is right for it.
          }
      }
  }
explanation-short = { $single ->
   *[no] { $short ->
       *[little] The coldest hour that you are out is { $hour }, and this set is a little short of what it asks for.
        [much] The coldest hour that you are out is { $hour }, and this set falls well short of what it asks for.
      }
    [yes] { $short ->
       *[little] This set is a little short of what the weather asks for.
        [much] This set falls well short of what the weather asks for.
      }
  }
explanation-extreme = No clothes make such cold safe for long: do not stay out longer than you must.
explanation-custom = { $heat ->
   *[mild] It stays mild, so light clothes are enough.
    [cool] Light clothes are enough for what you do.
    [warm] It is warm, so light clothes are enough.
    [hot] It gets hot, so the lightest and airiest clothes are best.
    [moving] You will be moving enough to keep warm in light clothes.
    [evening] The night stays warm, so light clothes are enough.
  }

# What stays on indoors.
indoors-all-on = Indoors you are dressed just right, too.
indoors-light = You may feel a little cool indoors.
indoors-cooled = Air conditioning can be strong indoors.
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

carried-warmth = There is a { $chance }% chance that you will want { $garment } around { $hour }.
carried-rests = Put { $garment } in your rucksack for rests and the way down.
carried-rain = { $form ->
   *[both] There is a { $chance }% chance of rain or snow, so have { $garment } with you.
    [rain] There is a { $chance }% chance of rain, so have { $garment } with you.
    [snow] There is a { $chance }% chance of snow, so have { $garment } with you.
  }
# What the course of the hours means for a set.
tip-off = Wear it in layers: you can go without { $garments } from { $hour } on.
tip-on = Have { $garments } at hand: it cools down, and you will want more on at { $hour }.
tip-on-later = Have { $garments } at hand: you will want more on at { $hour }.
tip-on-rain = Have { $garments } at hand for the rain around { $hour }.
tip-same = Nothing needs to change between { $begin } and { $end }.
tip-open = Open { $garments } around { $hour }, when it is mildest.
tip-extreme = Keep all of it on outdoors, and warm up indoors often.
tip-short = Keep all of it on while you are outdoors.
tip-hour = Nothing needs to change along the way.
tip-off-until = Wear it in layers: you can go without { $garments } from { $hour } to { $again }.
tip-off-back = You can carry { $garments } on the way back at { $hour }: it is mild enough without.
tip-on-back = Have { $garments } with you for the way back at { $hour }: it will be colder.
tip-same-back = The same set is right for the way there and the way back.

# What to pack for a trip.
bag = { $days ->
    [one] Pack { $pieces } pieces for one day.
   *[other] Pack { $pieces } pieces for { $days } days, and of underwear, socks and tops one for each day that you do not wash.
  }

# The sky.
sky-clear = The sky is mostly clear.
sky-partly = The sky is partly cloudy.
sky-cloudy = The sky is mostly cloudy.
sky-overcast = The sky is overcast.
sky-assumed = Clouds are not forecast here: a half-covered sky is assumed.

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
limit-mild = Move about now and then, and keep your time outdoors short.
time-minutes = { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
  }
time-hours = { $hours ->
    [one] an hour
   *[other] { $hours } hours
  }

# Hazards. $span is once or long; $value is the worst.
hazard-cold-1 = { $sure ->
   *[yes] It feels like { $feels } at { $hour }: cover your hands and ears.
    [no] It feels like { $feels } at { $hour }, one time in ten like { $careful } or colder: cover your hands and ears.
  }
hazard-cold-2 = { $sure ->
   *[yes] It feels like { $feels } at { $hour }, and bare skin can freeze within 10 to 30 minutes: cover your face and hands and keep outings short.
    [no] It feels like { $feels } at { $hour }, one time in ten like { $careful } or colder, and bare skin can freeze within 10 to 30 minutes: cover your face and hands and keep outings short.
  }
hazard-cold-3 = { $sure ->
   *[yes] It feels like { $feels } at { $hour }, and bare skin can freeze within 5 to 10 minutes: go out only if you must, with nothing left bare.
    [no] It feels like { $feels } at { $hour }, one time in ten like { $careful } or colder, and bare skin can freeze within 5 to 10 minutes: go out only if you must, with nothing left bare.
  }
hazard-cold-4 = { $sure ->
   *[yes] It feels like { $feels } at { $hour }, and bare skin can freeze within 2 to 5 minutes: stay indoors if you can.
    [no] It feels like { $feels } at { $hour }, one time in ten like { $careful } or colder, and bare skin can freeze within 2 to 5 minutes: stay indoors if you can.
  }
hazard-cold-5 = { $sure ->
   *[yes] It feels like { $feels } at { $hour }, and bare skin freezes in under 2 minutes: do not go out.
    [no] It feels like { $feels } at { $hour }, one time in ten like { $careful } or colder, and bare skin freezes in under 2 minutes: do not go out.
  }
hazard-heat-1 = { $sun ->
   *[up] It gets up to { $temperature } around { $hour }: drink enough and take it easy.
    [early] It is { $temperature } at { $hour } already: drink enough and take it easy.
    [down] It is still { $temperature } around { $hour }: keep some water at hand.
  }
hazard-heat-2 = { $sun ->
   *[up] Around { $hour } it feels like { $feels }: drink often, and leave hard exercise for the cooler hours.
    [early] It feels like { $feels } at { $hour } already: drink often and take it easy.
    [down] Around { $hour } it still feels like { $feels }: drink often, and sleep where it is cool.
  }
hazard-heat-3 = Dangerous heat: around { $hour } it feels like { $feels }. Stay in a cool room and drink before you are thirsty.
hazard-heat-4 = Extreme heat: around { $hour } it feels like { $feels }. Stay somewhere cool and look after older neighbours.
hazard-rain = { $use ->
   *[umbrella] { $told ->
       *[worst] Rain is { $worst }% likely around { $hour }: take an umbrella.
        [even] Rain is { $worst }% likely in each hour and { $some }% at some time between { $begin } and { $end }: take an umbrella.
        [both] Rain is { $worst }% likely in the worst hour, around { $hour }, and { $some }% at some time between { $begin } and { $end }: take an umbrella.
      }
    [along] { $told ->
       *[worst] Rain is { $worst }% likely around { $hour }: have an umbrella with you.
        [even] Rain is { $worst }% likely in each hour and { $some }% at some time between { $begin } and { $end }: have an umbrella with you.
        [both] Rain is { $worst }% likely in the worst hour, around { $hour }, and { $some }% at some time between { $begin } and { $end }: have an umbrella with you.
      }
    [hood] { $told ->
       *[worst] Rain is { $worst }% likely around { $hour }: rely on a hooded rain jacket instead of an umbrella.
        [even] Rain is { $worst }% likely in each hour and { $some }% at some time between { $begin } and { $end }: rely on a hooded rain jacket instead of an umbrella.
        [both] Rain is { $worst }% likely in the worst hour, around { $hour }, and { $some }% at some time between { $begin } and { $end }: rely on a hooded rain jacket instead of an umbrella.
      }
    [jacket] { $told ->
       *[worst] Rain is { $worst }% likely around { $hour }: have a hooded rain jacket with you.
        [even] Rain is { $worst }% likely in each hour and { $some }% at some time between { $begin } and { $end }: have a hooded rain jacket with you.
        [both] Rain is { $worst }% likely in the worst hour, around { $hour }, and { $some }% at some time between { $begin } and { $end }: have a hooded rain jacket with you.
      }
    [none] { $told ->
       *[worst] Rain is { $worst }% likely around { $hour }: you may get wet.
        [even] Rain is { $worst }% likely in each hour and { $some }% at some time between { $begin } and { $end }: you may get wet.
        [both] Rain is { $worst }% likely in the worst hour, around { $hour }, and { $some }% at some time between { $begin } and { $end }: you may get wet.
      }
  }
hazard-snow = { $form ->
   *[snow] { $told ->
       *[worst] Snow is { $worst }% likely around { $hour }: wear shoes with a good grip.
        [even] Snow is { $worst }% likely in each hour and { $some }% at some time between { $begin } and { $end }: wear shoes with a good grip.
        [both] Snow is { $worst }% likely in the worst hour, around { $hour }, and { $some }% at some time between { $begin } and { $end }: wear shoes with a good grip.
      }
    [sleet] { $told ->
       *[worst] Sleet or wet snow is { $worst }% likely around { $hour }: wear shoes with a good grip.
        [even] Sleet or wet snow is { $worst }% likely in each hour and { $some }% at some time between { $begin } and { $end }: wear shoes with a good grip.
        [both] Sleet or wet snow is { $worst }% likely in the worst hour, around { $hour }, and { $some }% at some time between { $begin } and { $end }: wear shoes with a good grip.
      }
  }
hazard-ice = { $span ->
   *[once] Wet ground may freeze around { $hour }: mind your step.
    [long] Wet ground may freeze between { $from } and { $until }: mind your step.
  }
hazard-wind-1 = { $air ->
   *[cool] The wind is strong around { $hour } ({ $wind-speed }): something windproof makes the difference.
    [warm] The wind is strong around { $hour } ({ $wind-speed }): it takes umbrellas and what lies loose.
  }
hazard-wind-2 = The wind is very strong around { $hour } ({ $wind-speed }): keep clear of loose signs and branches.
hazard-wind-3 = There is a storm around { $hour } ({ $wind-speed }): stay indoors if you can.
hazard-uv-1 = { $glasses ->
   *[yes] The UV index reaches { $value } around { $hour }: sunglasses and some sunscreen do you good.
    [no] The UV index reaches { $value } around { $hour }: some sunscreen does you good.
  }
hazard-uv-2 = { $glasses ->
   *[yes] The UV index reaches { $value } around { $hour }: wear sunglasses and sunscreen.
    [no] The UV index reaches { $value } around { $hour }: put on sunscreen.
  }
hazard-uv-3 = { $glasses ->
   *[yes] The UV index reaches { $value } around { $hour }: wear sunglasses and plenty of sunscreen, and keep to the shade.
    [no] The UV index reaches { $value } around { $hour }: put on plenty of sunscreen, and keep to the shade.
  }
hazard-uv-4 = The UV index reaches an extreme { $value } around { $hour }: stay out of the sun.
