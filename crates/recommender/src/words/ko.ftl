# 메시지마다 온전한 문장입니다. $hour 따위는 hour-*가 말하는 시각, $garments는
# "목도리와 장갑" 같은 목록입니다. JOSA는 앞말에 맞는 조사를 붙입니다.

hour-midnight = 밤 12시
hour-night = 새벽 { $hour }시
hour-early = 아침 { $hour }시
hour-morning = 오전 { $hour }시
hour-noon = 낮 12시
hour-afternoon = 오후 { $hour }시
hour-evening = 저녁 { $hour }시
hour-late = 밤 { $hour }시

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

layering-large = { $day ->
   *[mild] 일교차가 { $difference }나 돼요. 입고 벗기 쉬운 얇은 옷을 여러 겹 껴입으세요.
    [cold] 일교차가 { $difference }나 돼요. 가장 추운 시간에 맞춰 입되, 나중에 열거나 벗을 수 있게 겹쳐 입으세요.
  }
layering-noticeable = { $day ->
   *[mild] 일교차가 { $difference }쯤 돼요. 선선한 시간에 맞춰 입고, 따뜻해지면 한 겹 벗으세요.
    [cold] 일교차가 { $difference }쯤 돼요. 가장 추운 시간에 맞춰 입고, 날이 풀리면 외투 앞을 여세요.
  }
layering-noticeable-same = 일교차가 { $difference }쯤 되지만 이 옷차림이면 하루 종일 괜찮아요.
layering-small = 일교차가 { $difference }쯤 돼요. 따뜻한 시간에는 한 겹 벗어도 돼요.
layering-milder = 한낮에는 조금 풀려요. 외투 앞을 열고 목도리나 장갑은 벗어도 돼요.
layering-small-same = 하루 종일 같은 옷차림으로 지내면 돼요.
layering-small-late = 남은 하루는 같은 옷차림으로 지내면 돼요.
layering-evening = { $until }까지 { $cooling }쯤 떨어져요. 겉옷을 챙겨 나가 쌀쌀해지면 입으세요.

activity-pleasant = 산책이나 야외 운동을 하기 좋은 날이에요.
activity-cool = 날이 쌀쌀하니 밖에서 운동하기 전에 몸을 충분히 풀어 주세요.
activity-cold = 날이 추우니 밖에서는 몸을 자주 움직이고, 운동 전에는 충분히 풀어 주세요.
activity-very-cold = 매우 추우니 목과 손까지 따뜻하게 감싸고, 밖에서는 몸을 자주 움직이세요.

explanation-covers = { $wind ->
    [windy] { $hour }에는 { $cautious }까지 내려갈 수 있고 바람도 불어요. 이 옷차림이면 춥지 않아요(보온력 { $given }clo, 필요 { $needed }clo).
   *[calm] { $hour }에는 { $cautious }까지 내려갈 수 있어요. 이 옷차림이면 춥지 않아요(보온력 { $given }clo, 필요 { $needed }clo).
  }
explanation-short = { $wind ->
    [windy] { $hour }에는 { $cautious }까지 내려갈 수 있고 바람도 불어요. 이 옷차림은 보온력이 조금 부족해요(보온력 { $given }clo, 필요 { $needed }clo).
   *[calm] { $hour }에는 { $cautious }까지 내려갈 수 있어요. 이 옷차림은 보온력이 조금 부족해요(보온력 { $given }clo, 필요 { $needed }clo).
  }
explanation-custom = { $heat ->
   *[mild] 온화한 날이라 가벼운 평상복이면 충분해요.
    [warm] 하루 종일 따뜻하니 가볍게 입으면 돼요.
    [hot] 더우니 얇고 바람이 잘 통하는 옷이 좋아요.
    [moving] 많이 움직이니 가벼운 차림으로도 춥지 않아요.
    [evening] 밤에도 더우니 얇고 시원하게 입으세요.
  }

indoors-all-on = 실내에서도 그대로 지내면 돼요.
indoors-light = 실내에서는 걸칠 옷이 하나 있으면 좋아요.
indoors-cooled = 실내는 냉방이 셀 수 있으니 얇은 카디건을 챙기면 좋아요.
indoors-cooled-with = 실내는 냉방이 셀 수 있으니 { JOSA($garments, "이/가") } 있으면 좋아요.
indoors-without = 실내에서는 { JOSA($garments, "이/가") } 없어도 돼요.
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

carried = { JOSA($garments, "을/를") } 챙겨 나가세요. { $hour }쯤 필요할 가능성이 { $chance }%예요.
carried-likely = { JOSA($garments, "을/를") } 챙겨 나가세요. { $hour }쯤에는 필요할 것 같아요.
carried-morning = { $kind ->
   *[clothes] 나갈 때 춥게 느껴지면 { JOSA($garments, "을/를") } 입으세요(가능성 { $chance }%).
    [accessories] 나갈 때 춥게 느껴지면 { JOSA($garments, "을/를") } 착용하세요(가능성 { $chance }%).
    [both] 나갈 때 춥게 느껴지면 { JOSA($garments, "을/를") } 챙겨 입으세요(가능성 { $chance }%).
  }
carried-cooled = 밖에서는 { JOSA($garments, "이/가") } 거의 필요 없을 거예요.
carried-spare = 추위를 많이 타지 않는다면 { JOSA($garments, "은/는") } 두고 나가도 돼요.

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
limit-mild = 빠르게 걷고, 밖에 오래 있지 마세요.
time-minutes = { $minutes }분
time-hours = { $hours }시간

hazard-cold-1 = { $span ->
   *[once] { $hour }에는 체감온도가 { $feels }까지 떨어질 수 있어요. 목과 손을 감싸세요.
    [long] 바람 때문에 체감온도가 { $feels }까지 떨어질 수 있으니 목과 손을 감싸세요.
  }
hazard-cold-2 = { $hour }에는 체감온도가 { $feels }까지 떨어져 맨살이 10~30분이면 얼 수 있어요. 얼굴과 손을 가리고 바깥에 오래 머물지 마세요.
hazard-cold-3 = { $hour }에는 체감온도가 { $feels }까지 떨어져 맨살이 5~10분이면 얼 수 있어요. 꼭 나가야 한다면 맨살이 드러나지 않게 하세요.
hazard-cold-4 = { $hour }에는 체감온도가 { $feels }까지 떨어져 맨살이 2~5분이면 얼 수 있어요. 되도록 실내에 계세요.
hazard-cold-5 = { $hour }에는 체감온도가 { $feels }까지 떨어져 맨살이 2분도 안 되어 얼어요. 나가지 마세요.
hazard-heat-1 = { $sun ->
   *[up] { $hour }쯤 { $temperature }까지 올라가요. 물을 충분히 마시고 햇볕 아래에서는 무리하지 마세요.
    [down] { $hour }에도 { $temperature }쯤이에요. 물을 가까이 두세요.
  }
hazard-heat-2 = { $sun ->
   *[up] { $hour }쯤 체감온도가 { $feels }까지 올라요. 물을 자주 마시고 힘든 운동은 선선한 시간에 하세요.
    [down] { $hour }에도 체감온도가 { $feels }예요. 물을 자주 마시고 시원한 곳에서 주무세요.
  }
hazard-heat-3 = 위험한 더위예요. { $hour }쯤 체감온도가 { $feels }까지 올라요. 시원한 실내에 머물고, 목마르기 전에 물을 드세요.
hazard-heat-4 = 극심한 더위예요. { $hour }쯤 체감온도가 { $feels }까지 올라요. 시원한 곳에 머물고 주변 어르신도 살펴 주세요.
hazard-rain-umbrella = { $span ->
   *[once] { $hour }쯤 비가 올 가능성이 높아요({ $chance }%). 우산을 챙기세요.
    [long] { $from }에서 { $until } 사이에 비가 올 때가 있겠어요(최대 { $chance }%). 우산을 챙기세요.
  }
hazard-rain-hood = { $span ->
   *[once] { $hour }쯤 비가 올 가능성이 높은데({ $chance }%) 바람이 세서 우산은 뒤집힐 수 있어요. 모자 달린 방수 재킷이 나아요.
    [long] { $from }에서 { $until } 사이에 비가 올 때가 있는데(최대 { $chance }%) 바람이 세서 우산은 뒤집힐 수 있어요. 모자 달린 방수 재킷이 나아요.
  }
hazard-rain-some-time = { $from }에서 { $until } 사이에 비가 올 확률이 { $chance }%예요. { $hour }쯤 올 가능성이 가장 높으니 작은 우산을 챙기세요.
hazard-snow = { $span ->
   *[once] { $hour }쯤 눈이나 진눈깨비가 올 가능성이 높아요({ $chance }%). 미끄럽지 않은 신발을 신으세요.
    [long] { $from }에서 { $until } 사이에 눈이나 진눈깨비가 올 때가 있겠어요(최대 { $chance }%). 미끄럽지 않은 신발을 신으세요.
  }
hazard-snow-some-time = { $from }에서 { $until } 사이에 눈이 올 확률이 { $chance }%예요. 미끄럽지 않은 신발이 안전해요.
hazard-ice = { $span ->
   *[once] { $hour }쯤 젖은 길이 얼 수 있으니 발밑을 조심하세요.
    [long] { $from }에서 { $until } 사이에 젖은 길이 얼 수 있으니 발밑을 조심하세요.
  }
hazard-wind-1 = { $hour }쯤 바람이 강해요({ $wind-speed }). 바람을 막아 주는 옷이 도움이 돼요.
hazard-wind-2 = { $hour }쯤 바람이 매우 강해요({ $wind-speed }). 간판이나 나뭇가지 근처는 피하세요.
hazard-wind-3 = { $hour }쯤 폭풍 수준의 바람이 불어요({ $wind-speed }). 되도록 실내에 계세요.
hazard-uv-1 = 맑으면 { $hour }쯤 자외선 지수가 { $value }까지 올라요. 선글라스와 자외선 차단제가 도움이 돼요.
hazard-uv-2 = 맑으면 { $hour }쯤 자외선 지수가 { $value }까지 올라요. 선글라스를 쓰고 자외선 차단제를 바르세요.
hazard-uv-3 = 맑으면 { $hour }쯤 자외선 지수가 { $value }까지 올라요. 선글라스를 쓰고 자외선 차단제를 꼼꼼히 바르세요. 한낮에는 그늘로 다니세요.
hazard-uv-4 = 맑으면 { $hour }쯤 자외선 지수가 { $value }까지 올라 매우 위험해요. 한낮에는 햇볕을 피하세요.
