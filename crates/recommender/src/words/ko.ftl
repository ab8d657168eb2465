# 메시지마다 온전한 문장입니다. $hour 따위는 hour-*가 말하는 시각, $garments는
# "목도리와 장갑" 같은 목록입니다. JOSA는 앞말에 맞는 조사를 붙입니다.

hour-midnight = 밤 12시
hour-night = { $sharp ->
   *[yes] 새벽 { $hour }시
    [no] 새벽 { $hour }시 { $minutes }분
  }
hour-early = { $sharp ->
   *[yes] 아침 { $hour }시
    [no] 아침 { $hour }시 { $minutes }분
  }
hour-morning = { $sharp ->
   *[yes] 오전 { $hour }시
    [no] 오전 { $hour }시 { $minutes }분
  }
hour-noon = { $sharp ->
   *[yes] 낮 { $hour }시
    [no] 낮 { $hour }시 { $minutes }분
  }
hour-afternoon = { $sharp ->
   *[yes] 오후 { $hour }시
    [no] 오후 { $hour }시 { $minutes }분
  }
hour-evening = { $sharp ->
   *[yes] 저녁 { $hour }시
    [no] 저녁 { $hour }시 { $minutes }분
  }
hour-late = { $sharp ->
   *[yes] 밤 { $hour }시
    [no] 밤 { $hour }시 { $minutes }분
  }

temperature-below-zero = 영하 { $degrees }도
temperature = { $degrees }도
temperature-difference = { $degrees }도
wind-speed = 초속 { $speed }m

us-temperature-below-zero = 화씨 영하 { $degrees }도
us-temperature = 화씨 { $degrees }도
us-temperature-difference = 화씨 { $degrees }도
us-wind-speed = 시속 { $speed }마일

the-garment = { $garment }
list-two = { JOSA($first, "과/와") } { $second }
list-more = { $first }, { $second }
list-last = { $first }, { $second }

no-outer = 겉옷은 필요 없어요
no-bottom = 원피스 한 벌이면 돼요

course-warmer = { $warmest }에는 { $coldest }보다 { $difference } 높아요.
course-even = { $begin }부터 { $end }까지 기온이 거의 그대로예요.
course-hour = { $begin } 기온은 { $temperature }예요.
course-cooler = { $warmest }부터 { $coldest }까지 { $difference } 떨어져요.

activity-pleasant = 산책이나 야외 운동을 하기 좋은 날이에요.
activity-plain = 밖에 나가기 무난한 날씨예요.
activity-cool = 날이 쌀쌀하니 밖에서 운동하기 전에 몸을 충분히 풀어 주세요.
activity-cold = 날이 추우니 밖에서는 몸을 자주 움직이고, 운동 전에는 충분히 풀어 주세요.
activity-very-cold = 매우 추우니 밖에서는 몸을 자주 움직이고 틈틈이 실내에서 몸을 녹이세요.

explanation-covers = { $single ->
   *[no] { $wind ->
        [windy] { $air ->
           *[cool] 나가 있는 동안 { $hour }에 가장 춥고 바람도 불어요. 이 옷차림이면 춥지 않아요.
            [warm] 나가 있는 동안 { $hour }에 기온이 가장 낮고 바람도 불어요. 이 옷차림이면 알맞아요.
          }
       *[calm] { $air ->
           *[cool] 나가 있는 동안 { $hour }에 가장 추워요. 이 옷차림이면 춥지 않아요.
            [warm] 나가 있는 동안 { $hour }에 기온이 가장 낮아요. 이 옷차림이면 알맞아요.
          }
      }
    [yes] { $wind ->
        [windy] { $air ->
           *[cool] 바람이 불지만 이 옷차림이면 춥지 않아요.
            [warm] 바람이 불지만 이 옷차림이면 알맞아요.
          }
       *[calm] { $air ->
           *[cool] 이 옷차림이면 춥지 않아요.
            [warm] 이 옷차림이면 알맞아요.
          }
      }
  }
explanation-short = { $single ->
   *[no] { $short ->
       *[little] 나가 있는 동안 { $hour }에 가장 추워요. 이 옷차림은 보온력이 조금 부족해요.
        [much] 나가 있는 동안 { $hour }에 가장 추워요. 이 옷차림은 보온력이 많이 부족해요.
      }
    [yes] { $short ->
       *[little] 이 옷차림은 이 날씨에 보온력이 조금 부족해요.
        [much] 이 옷차림은 이 날씨에 보온력이 많이 부족해요.
      }
  }
explanation-extreme = 이런 추위에는 어떤 옷을 입어도 오래 버티기 어려우니, 꼭 필요한 만큼만 밖에 계세요.
explanation-custom = { $heat ->
   *[mild] 온화한 날이라 가벼운 차림이면 충분해요.
    [cool] 하시는 활동에는 가벼운 차림이면 충분해요.
    [warm] 따뜻하니 가볍게 입으면 돼요.
    [hot] 더우니 얇고 바람이 잘 통하는 옷이 좋아요.
    [moving] 많이 움직이니 가벼운 차림으로도 춥지 않아요.
    [evening] 밤에도 더우니 얇고 시원하게 입으세요.
  }

indoors-all-on = 실내에서도 그대로 지내면 돼요.
indoors-light = 실내에서는 조금 서늘할 수 있어요.
indoors-cooled = 실내는 냉방이 셀 수 있어요.
indoors-take-off = 실내에서는 { JOSA($garments, "을/를") } 벗으세요.

start-all = 추천한 옷을 모두 입고 나가세요.
start-without = { JOSA($garments, "은/는") } 빼고 입고 나가세요.
change-off = { $kind ->
   *[clothes] { $hour }부터는 { JOSA($garments, "을/를") } 벗어도 돼요.
    [accessories] { $hour }부터는 { JOSA($garments, "이/가") } 없어도 돼요.
    [both] { $hour }부터는 { JOSA($clothes, "을/를") } 벗고, { $accessories } 없이 다녀도 돼요.
  }
change-on = { $kind ->
   *[clothes] { $hour }에는 { JOSA($garments, "을/를") } 입으세요.
    [accessories] { $hour }에는 { JOSA($garments, "을/를") } 착용하세요.
    [both] { $hour }에는 { JOSA($clothes, "을/를") } 입고, { $accessories }도 챙기세요.
  }
change-on-again = { $kind ->
   *[clothes] { $hour }에는 { JOSA($garments, "을/를") } 다시 입으세요.
    [accessories] { $hour }에는 { JOSA($garments, "을/를") } 다시 착용하세요.
    [both] { $hour }에는 { JOSA($clothes, "을/를") } 다시 입고, { $accessories }도 챙기세요.
  }

carried-warmth = { $hour }쯤 { JOSA($garment, "이/가") } 필요할 확률이 { $chance }%예요.
carried-rests = 쉬거나 내려올 때 입을 { JOSA($garment, "을/를") } 배낭에 넣으세요.
carried-rain = { $form ->
   *[both] 비나 눈이 올 확률이 { $chance }%예요. { JOSA($garment, "을/를") } 챙기세요.
    [rain] 비가 올 확률이 { $chance }%예요. { JOSA($garment, "을/를") } 챙기세요.
    [snow] 눈이 올 확률이 { $chance }%예요. { JOSA($garment, "을/를") } 챙기세요.
  }
tip-off = 겹쳐 입으세요. { $hour }부터는 { JOSA($garments, "이/가") } 없어도 돼요.
tip-on = { JOSA($garments, "을/를") } 가지고 다니세요. 쌀쌀해져서 { $hour }에는 필요해요.
tip-on-rain = { $hour }쯤 비가 올 때를 위해 { JOSA($garments, "을/를") } 가지고 다니세요.
tip-on-later = { JOSA($garments, "을/를") } 가지고 다니세요. { $hour }부터 필요해요.
tip-same = { $begin }부터 { $end }까지 이 차림 그대로 지내면 돼요.
tip-open = 가장 포근한 { $hour }쯤에는 { $garments } 앞을 열고 다니세요.
tip-extreme = 밖에서는 하나도 벗지 말고, 실내에서 자주 몸을 녹이세요.
tip-short = 밖에 있는 동안에는 하나도 벗지 마세요.
tip-hour = 나가 있는 동안 이 차림 그대로 지내면 돼요.
tip-off-until = 겹쳐 입으세요. { $hour }부터 { $again }까지는 { JOSA($garments, "이/가") } 없어도 돼요.
tip-off-back = 돌아오는 { $hour }에는 { JOSA($garments, "이/가") } 없어도 춥지 않으니 들고 오세요.
tip-on-back = 돌아오는 { $hour }에는 더 추우니 { JOSA($garments, "을/를") } 챙겨 가세요.
tip-same-back = 갈 때나 올 때나 이 차림이면 돼요.

bag = { $days ->
    [1] 하루 여행에 옷과 소품 { $pieces }가지를 챙기세요.
   *[other] { $days }일 여행에 옷과 소품 { $pieces }가지를 챙기세요. 속옷, 양말, 상의는 빨래하지 않는 날마다 하나씩 넣으세요.
  }

sky-clear = 하늘은 대체로 맑아요.
sky-partly = 하늘에 구름이 조금 있어요.
sky-cloudy = 하늘에 구름이 많아요.
sky-overcast = 하늘은 흐려요.
sky-assumed = 이 지역은 구름 예보가 없어 하늘의 절반이 구름에 덮인 것으로 봤어요.

limit-time-and-effort = { $effort ->
    [gentle] { $cautious }에는 밖에 오래 서 있지 마세요. 천천히라도 걷거나 { $time }쯤마다 실내에서 몸을 녹이세요.
   *[brisk] { $cautious }에는 밖에 오래 서 있지 마세요. 빠르게 걷거나 { $time }쯤마다 실내에서 몸을 녹이세요.
    [fast] { $cautious }에는 밖에 오래 있지 마세요. 오르막을 오르듯 움직이거나 { $time }쯤마다 실내에서 몸을 녹이세요.
    [run] { $cautious }에는 밖에 오래 있지 마세요. { $time }쯤 뒤에는 실내에서 몸을 녹이세요. 달리지 않는 한 몸이 식어요.
  }
limit-time = { $cautious }에는 밖에 오래 있지 마세요. { $time }쯤 뒤에는 실내에서 몸을 녹이세요.
limit-effort = { $effort ->
    [gentle] { $cautious }에는 밖에 가만히 서 있지 말고 천천히라도 걸으세요.
   *[brisk] { $cautious }에는 밖에 가만히 서 있지 말고 빠르게 걸으세요.
    [fast] { $cautious }에는 밖에서 오르막을 오르듯 계속 움직이세요.
    [run] { $cautious }에는 밖에서 달리지 않는 한 몸이 식어요.
  }
limit-mild = 가끔 몸을 움직이고, 밖에 오래 있지 마세요.
time-minutes = { $minutes }분
time-hours = { $hours }시간

hazard-cold-1 = { $sure ->
   *[yes] { $hour }에는 체감온도가 { $feels }예요. 손과 귀를 감싸세요.
    [no] { $hour }에는 체감온도가 { $feels }, 열에 한 번은 { $careful }보다 더 낮을 수 있어요. 손과 귀를 감싸세요.
  }
hazard-cold-2 = { $sure ->
   *[yes] { $hour }에는 체감온도가 { $feels }예요. 맨살이 10~30분이면 얼 수 있으니 얼굴과 손을 가리고 바깥에 오래 머물지 마세요.
    [no] { $hour }에는 체감온도가 { $feels }, 열에 한 번은 { $careful }보다 더 낮을 수 있어요. 맨살이 10~30분이면 얼 수 있으니 얼굴과 손을 가리고 바깥에 오래 머물지 마세요.
  }
hazard-cold-3 = { $sure ->
   *[yes] { $hour }에는 체감온도가 { $feels }예요. 맨살이 5~10분이면 얼 수 있어요. 꼭 나가야 한다면 맨살이 드러나지 않게 하세요.
    [no] { $hour }에는 체감온도가 { $feels }, 열에 한 번은 { $careful }보다 더 낮을 수 있어요. 맨살이 5~10분이면 얼 수 있어요. 꼭 나가야 한다면 맨살이 드러나지 않게 하세요.
  }
hazard-cold-4 = { $sure ->
   *[yes] { $hour }에는 체감온도가 { $feels }예요. 맨살이 2~5분이면 얼 수 있으니 되도록 실내에 계세요.
    [no] { $hour }에는 체감온도가 { $feels }, 열에 한 번은 { $careful }보다 더 낮을 수 있어요. 맨살이 2~5분이면 얼 수 있으니 되도록 실내에 계세요.
  }
hazard-cold-5 = { $sure ->
   *[yes] { $hour }에는 체감온도가 { $feels }예요. 맨살이 2분도 안 되어 얼어요. 나가지 마세요.
    [no] { $hour }에는 체감온도가 { $feels }, 열에 한 번은 { $careful }보다 더 낮을 수 있어요. 맨살이 2분도 안 되어 얼어요. 나가지 마세요.
  }
hazard-heat-1 = { $sun ->
   *[up] { $hour }쯤 { $temperature }까지 올라가요. 물을 충분히 마시고 무리하지 마세요.
    [early] { $hour }에 벌써 { $temperature }쯤이에요. 물을 충분히 마시고 무리하지 마세요.
    [down] { $hour }에도 { $temperature }쯤이에요. 물을 가까이 두세요.
  }
hazard-heat-2 = { $sun ->
   *[up] { $hour }쯤 체감온도가 { $feels }까지 올라요. 물을 자주 마시고 힘든 운동은 선선한 시간에 하세요.
    [early] { $hour }에 벌써 체감온도가 { $feels }예요. 물을 자주 마시고 무리하지 마세요.
    [down] { $hour }에도 체감온도가 { $feels }예요. 물을 자주 마시고 시원한 곳에서 주무세요.
  }
hazard-heat-3 = 위험한 더위예요. { $hour }쯤 체감온도가 { $feels }까지 올라요. 시원한 실내에 머물고, 목마르기 전에 물을 드세요.
hazard-heat-4 = 극심한 더위예요. { $hour }쯤 체감온도가 { $feels }까지 올라요. 시원한 곳에 머물고 주변 어르신도 살펴 주세요.
hazard-rain = { $use ->
   *[umbrella] { $told ->
       *[worst] { $hour }쯤 비가 올 확률이 { $worst }%예요. 우산을 챙기세요.
        [even] 비가 올 확률이 시간마다 { $worst }%, { $begin }에서 { $end } 사이에 한 번이라도 올 확률은 { $some }%예요. 우산을 챙기세요.
        [both] 비가 올 확률이 { $hour }쯤 { $worst }%로 가장 높고, { $begin }에서 { $end } 사이에 한 번이라도 올 확률은 { $some }%예요. 우산을 챙기세요.
      }
    [along] { $told ->
       *[worst] { $hour }쯤 비가 올 확률이 { $worst }%예요. 우산을 가지고 나가세요.
        [even] 비가 올 확률이 시간마다 { $worst }%, { $begin }에서 { $end } 사이에 한 번이라도 올 확률은 { $some }%예요. 우산을 가지고 나가세요.
        [both] 비가 올 확률이 { $hour }쯤 { $worst }%로 가장 높고, { $begin }에서 { $end } 사이에 한 번이라도 올 확률은 { $some }%예요. 우산을 가지고 나가세요.
      }
    [hood] { $told ->
       *[worst] { $hour }쯤 비가 올 확률이 { $worst }%예요. 우산 대신 모자 달린 방수 재킷을 입으세요.
        [even] 비가 올 확률이 시간마다 { $worst }%, { $begin }에서 { $end } 사이에 한 번이라도 올 확률은 { $some }%예요. 우산 대신 모자 달린 방수 재킷을 입으세요.
        [both] 비가 올 확률이 { $hour }쯤 { $worst }%로 가장 높고, { $begin }에서 { $end } 사이에 한 번이라도 올 확률은 { $some }%예요. 우산 대신 모자 달린 방수 재킷을 입으세요.
      }
    [jacket] { $told ->
       *[worst] { $hour }쯤 비가 올 확률이 { $worst }%예요. 모자 달린 방수 재킷을 챙기세요.
        [even] 비가 올 확률이 시간마다 { $worst }%, { $begin }에서 { $end } 사이에 한 번이라도 올 확률은 { $some }%예요. 모자 달린 방수 재킷을 챙기세요.
        [both] 비가 올 확률이 { $hour }쯤 { $worst }%로 가장 높고, { $begin }에서 { $end } 사이에 한 번이라도 올 확률은 { $some }%예요. 모자 달린 방수 재킷을 챙기세요.
      }
    [none] { $told ->
       *[worst] { $hour }쯤 비가 올 확률이 { $worst }%예요. 비에 젖을 수 있어요.
        [even] 비가 올 확률이 시간마다 { $worst }%, { $begin }에서 { $end } 사이에 한 번이라도 올 확률은 { $some }%예요. 비에 젖을 수 있어요.
        [both] 비가 올 확률이 { $hour }쯤 { $worst }%로 가장 높고, { $begin }에서 { $end } 사이에 한 번이라도 올 확률은 { $some }%예요. 비에 젖을 수 있어요.
      }
  }
hazard-snow = { $form ->
   *[snow] { $told ->
       *[worst] { $hour }쯤 눈이 올 확률이 { $worst }%예요. 미끄럽지 않은 신발을 신으세요.
        [even] 눈이 올 확률이 시간마다 { $worst }%, { $begin }에서 { $end } 사이에 한 번이라도 올 확률은 { $some }%예요. 미끄럽지 않은 신발을 신으세요.
        [both] 눈이 올 확률이 { $hour }쯤 { $worst }%로 가장 높고, { $begin }에서 { $end } 사이에 한 번이라도 올 확률은 { $some }%예요. 미끄럽지 않은 신발을 신으세요.
      }
    [sleet] { $told ->
       *[worst] { $hour }쯤 진눈깨비가 올 확률이 { $worst }%예요. 미끄럽지 않은 신발을 신으세요.
        [even] 진눈깨비가 올 확률이 시간마다 { $worst }%, { $begin }에서 { $end } 사이에 한 번이라도 올 확률은 { $some }%예요. 미끄럽지 않은 신발을 신으세요.
        [both] 진눈깨비가 올 확률이 { $hour }쯤 { $worst }%로 가장 높고, { $begin }에서 { $end } 사이에 한 번이라도 올 확률은 { $some }%예요. 미끄럽지 않은 신발을 신으세요.
      }
  }
hazard-ice = { $span ->
   *[once] { $hour }쯤 젖은 길이 얼 수 있으니 발밑을 조심하세요.
    [long] { $from }에서 { $until } 사이에 젖은 길이 얼 수 있으니 발밑을 조심하세요.
  }
hazard-wind-1 = { $air ->
   *[cool] { $hour }쯤 바람이 강해요({ $wind-speed }). 바람을 막아 주는 옷이 도움이 돼요.
    [warm] { $hour }쯤 바람이 강해요({ $wind-speed }). 우산은 뒤집히기 쉽고 가벼운 물건은 날아가요.
  }
hazard-wind-2 = { $hour }쯤 바람이 매우 강해요({ $wind-speed }). 간판이나 나뭇가지 근처는 피하세요.
hazard-wind-3 = { $hour }쯤 폭풍 수준의 바람이 불어요({ $wind-speed }). 되도록 실내에 계세요.
hazard-uv-1 = { $glasses ->
   *[yes] { $hour }쯤 자외선 지수가 { $value }까지 올라요. 선글라스와 자외선 차단제가 도움이 돼요.
    [no] { $hour }쯤 자외선 지수가 { $value }까지 올라요. 자외선 차단제가 도움이 돼요.
  }
hazard-uv-2 = { $glasses ->
   *[yes] { $hour }쯤 자외선 지수가 { $value }까지 올라요. 선글라스를 쓰고 자외선 차단제를 바르세요.
    [no] { $hour }쯤 자외선 지수가 { $value }까지 올라요. 자외선 차단제를 바르세요.
  }
hazard-uv-3 = { $glasses ->
   *[yes] { $hour }쯤 자외선 지수가 { $value }까지 올라요. 선글라스를 쓰고 자외선 차단제를 꼼꼼히 바르세요. 그늘로 다니세요.
    [no] { $hour }쯤 자외선 지수가 { $value }까지 올라요. 자외선 차단제를 꼼꼼히 바르고 그늘로 다니세요.
  }
hazard-uv-4 = { $hour }쯤 자외선 지수가 { $value }까지 올라 매우 위험해요. 햇볕을 피하세요.
