using static Iris.Sandbox.Painting.Words.Scenery;
using static Iris.Sandbox.Painting.Words.Subject;

namespace Iris.Sandbox.Painting.Words;

/// <summary>
/// All that the painter understands, in one table. A row's words stand in the order English | German | French | Spanish | Japanese | Chinese;
/// <c>_</c> joins the words of a phrase. Upper case and accents do not count. A word may stand in several rows ("astronaut": who and where).
/// </summary>
internal static class Vocabulary
{
    /// <summary>Who or what.</summary>
    public static readonly Row[] Subjects =
    [
        Row.Of(Fox, "a fox", "foxes", "fox foxes vixen animal animals creature|fuchs füchse füchsin tier|renard renards|zorro zorros|狐 きつね キツネ|狐狸"),
        Row.Of(Wolf, "a wolf", "wolves", "wolf wolves husky coyote|wölfe|loup loups|lobo lobos|狼 おおかみ オオカミ|狼"),
        Row.Of(Dog, "a dog", "dogs", "dog dogs puppy puppies corgi shiba retriever|hund hunde welpe welpen|chien chiens chiot|perro perros perrito|犬 いぬ イヌ 子犬 柴犬|狗 小狗"),
        Row.Of(Cat, "a cat", "cats", "cat cats kitten kittens kitty|katze katzen kätzchen kater|chat chats chaton|gato gatos gata gatito|猫 ねこ ネコ 子猫|猫 小猫 猫咪"),
        Row.Of(Tiger, "a tiger", "tigers", "tiger tigers tigress||tigre tigres|tigre tigres|虎 トラ|老虎 虎"),
        Row.Of(Lion, "a lion", "lions", "lion lions lioness|löwe löwen||león leones|ライオン 獅子|狮子"),
        Row.Of(Bear, "a bear", "bears", "bear bears teddy grizzly|bär bären teddybär|un_ours des_ours ours_brun ourson|oso osos|熊 くま クマ|熊 小熊"),
        Row.Of(Rabbit, "a rabbit", "rabbits", "rabbit rabbits bunny bunnies hare|hase hasen kaninchen|lapin lapins|conejo conejos|兎 うさぎ ウサギ|兔子 兔"),
        Row.Of(Panda, "a panda", "pandas", "panda pandas||||パンダ|熊猫 大熊猫"),
        Row.Of(Owl, "an owl", "owls", "owl owls|eule eulen uhu|hibou hiboux chouette|búho búhos lechuza|梟 ふくろう フクロウ|猫头鹰"),
        Row.Of(Bird, "a bird", "birds", "bird birds songbird robin sparrow parrot|vogel vögel papagei|oiseau oiseaux perroquet|pájaro pájaros loro|鳥 とり 小鳥|鸟 小鸟 鹦鹉"),
        Row.Of(Penguin, "a penguin", "penguins", "penguin penguins|pinguin pinguine|pingouin pingouins manchot|pingüino pingüinos|ペンギン|企鹅"),
        Row.Of(Deer, "a stag", "stags", "deer stag stags elk moose reindeer|hirsch hirsche reh rentier elch|cerf cerfs biche renne|ciervo ciervos venado|鹿 シカ|鹿"),
        Row.Of(Horse, "a horse", "horses", "horse horses pony stallion|pferd pferde|cheval chevaux|caballo caballos|馬 うま|马 骏马"),
        Row.Of(Whale, "a whale", "whales", "whale whales dolphin dolphins orca|wal wale delfin delfine|baleine baleines dauphin|ballena ballenas delfín|鯨 クジラ くじら イルカ|鲸鱼 鲸 海豚"),
        Row.Of(Fish, "a fish", "fish", "fish fishes goldfish koi|fisch fische goldfisch|poisson poissons|pez peces|魚 さかな 金魚 鯉|鱼 金鱼 锦鲤"),
        Row.Of(Butterfly, "a butterfly", "butterflies", "butterfly butterflies|schmetterling schmetterlinge|papillon papillons|mariposa mariposas|蝶 ちょう チョウ 蝶々|蝴蝶"),
        Row.Of(Dragon, "a dragon", "dragons", "dragon dragons|drache drachen||dragón dragones|竜 龍 ドラゴン|龙 巨龙"),
        Row.Of(Person, "a person", "people", "person people persons somebody|mensch menschen|personne personnes gens|persona personas gente|人 人物|人 人物"),
        Row.Of(Woman, "a woman", "women", "woman women lady queen princess witch mother|frau frauen dame königin prinzessin|femme femmes reine princesse|mujer mujeres reina princesa|女性 女の人 女王|女人 女士 女王 公主"),
        Row.Of(Man, "a man", "men", "man men king knight gentleman father|mann männer könig ritter|homme hommes roi chevalier|hombre hombres rey caballero|男性 男の人 王様|男人 男士 国王"),
        Row.Of(OldWoman, "an old woman", "old women", "old_woman old_women old_lady old_couple elderly_woman grandmother grandma|alte_frau alten_frau alte_frauen großmutter oma|vieille_femme grand_mère|mujer_mayor anciana abuela|老婆 おばあさん|老奶奶 老太太 奶奶"),
        Row.Of(OldMan, "an old man", "old men", "old_man old_men old_couple elderly_man grandfather grandpa wizard|alter_mann alten_mann alte_männer großvater opa zauberer|vieil_homme grand_père magicien|hombre_mayor anciano viejo abuelo mago|老人 おじいさん|老人 老爷爷 爷爷"),
        Row.Of(Child, "a child", "children", "child children girl girls boy boys kid kids baby toddler|kind kinder mädchen junge baby|enfant enfants fille garçon bébé|niño niña niños niñas bebé|子供 子ども こども 女の子 男の子 少女 少年|孩子 小孩 女孩 男孩"),
        Row.Of(Astronaut, "an astronaut", "astronauts", "astronaut astronauts spaceman cosmonaut|astronautin astronauten|astronaute astronautes|astronauta astronautas|宇宙飛行士|宇航员"),
        Row.Of(Robot, "a robot", "robots", "robot robots android|roboter|||ロボット|机器人"),
        Row.Of(Balloon, "a hot-air balloon", "hot-air balloons", "hot_air_balloon hot_air_balloons balloon balloons airship|heißluftballon heißluftballons|montgolfière montgolfières ballon ballons|globo globos|気球 風船|热气球 气球"),
        Row.Of(Kite, "a kite", "kites", "kite kites|papierdrachen|cerf_volant|cometa|凧|风筝"),
        Row.Of(Boat, "a sailing boat", "sailing boats", "boat boats ship ships sailboat sailboats yacht sailing|segelboot segelboote ein_boot boote schiff schiffe|bateau bateaux voilier|barco barcos velero|船 舟 ヨット ボート|船 帆船 小船"),
        Row.Of(House, "a house", "houses", "house houses cabin cabins hut cottage home barn|haus häuser hütte|maison maisons cabane chalet|casa casas cabaña|家 小屋|房子 小屋 木屋"),
        Row.Of(Castle, "a castle", "castles", "castle castles fortress palace|burg schloss schlösser|château châteaux|castillo castillos|城 お城|城堡"),
        Row.Of(Lighthouse, "a lighthouse", "lighthouses", "lighthouse lighthouses|leuchtturm leuchttürme|phare phares|faro faros|灯台|灯塔"),
        Row.Of(Rocket, "a rocket", "rockets", "rocket rockets spaceship spaceships spacecraft shuttle|rakete raketen raumschiff|fusée fusées|cohete cohetes|ロケット 宇宙船|火箭 飞船"),
        Row.Of(Car, "a car", "cars", "car cars automobile|auto autos wagen|voiture voitures|coche coches carro|車 自動車 くるま|汽车 轿车 车"),
        Row.Of(Tree, "a tree", "trees", "tree oak|baum eiche|arbre chêne|árbol roble|木|树 大树"),
        Row.Of(Coffee, "a cup of coffee", "cups of coffee", "cup_of_coffee cups_of_coffee coffee_cup coffee cappuccino espresso latte cup mug|tasse_kaffee kaffeetasse kaffee tasse|tasse_de_café café|taza_de_café taza|コーヒー 珈琲|咖啡 一杯咖啡"),
        Row.Of(Flower, "a flower", "flowers", "flower flowers rose sunflower tulip daisy lily bouquet vase|blume blumen sonnenblume tulpe strauß|fleur fleurs tournesol bouquet|flor flores girasol ramo|花 はな ひまわり 薔薇 バラ|花 花朵 玫瑰 向日葵"),
        Row.Of(Sushi, "sushi", "sushi", "sushi nigiri maki||||寿司 すし 鮨|寿司"),
        Row.Of(Fruit, "a bowl of fruit", "a bowl of fruit", "fruit fruits bowl_of_fruit bowl_of_fruits fruit_bowl|obst früchte obstschale|fruits|fruta frutas frutero|果物 フルーツ|水果"),
        Row.Of(Pineapple, "a pineapple", "pineapples", "pineapple pineapples|ananas|ananas|piña piñas|パイナップル|菠萝 凤梨"),
        Row.Of(Apple, "an apple", "apples", "apple apples|apfel äpfel|pomme pommes|manzana manzanas|りんご リンゴ 林檎|苹果"),
        Row.Of(Banana, "bananas", "bananas", "banana bananas|banane bananen|banane bananes|plátano plátanos|バナナ|香蕉"),
        Row.Of(Citrus, "an orange", "oranges", "oranges tangerine mandarin|orangen apfelsine|oranges|naranjas|みかん ミカン|橙子 橘子"),
        Row.Of(Lemon, "a lemon", "lemons", "lemon lemons|zitrone zitronen|citron citrons|limón limones|レモン|柠檬"),
        Row.Of(Strawberry, "a strawberry", "strawberries", "strawberry strawberries|erdbeere erdbeeren|fraise fraises|fresa fresas|いちご イチゴ 苺|草莓"),
        Row.Of(Watermelon, "a watermelon", "watermelons", "watermelon watermelons melon|wassermelone melone|pastèque melon|sandía|すいか スイカ 西瓜|西瓜"),
    ];

    /// <summary>Where.</summary>
    public static readonly Row[] Places =
    [
        Row.Of(Fuji, "Mount Fuji", "mount_fuji mt_fuji fuji fujiyama fujisan||||富士山 富士|富士山"),
        Row.Of(Volcano, "a volcano", "volcano volcanoes eruption lava|vulkan vulkane|volcan volcans|volcán volcanes|火山|火山"),
        Row.Of(Mountains, "mountains", "mountain mountains peak peaks alps canyon cliff cliffs landscape alpine himalaya|berg berge gebirge alpen landschaft|montagne montagnes alpes paysage|montaña montañas paisaje|山 山脈 山々|山 高山 群山 雪山 风景"),
        Row.Of(Lake, "a lake", "lake pond river reflection fjord water waterfall|am_see im_see ein_see bergsee der_see fluss teich wasser|lac rivière étang eau|lago río estanque agua|湖 川 池|湖 河 湖泊 湖边"),
        Row.Of(Beach, "a beach", "beach beaches palm palms tropical|strand palme palmen|plage palmier|playa palmera|浜 浜辺 砂浜 ビーチ|海滩 沙滩"),
        Row.Of(Sea, "the sea", "sea ocean coast wave waves island harbor harbour bay surf|meer ozean küste insel wellen welle hafen|mer océan côte île vagues vague|mar océano costa isla olas|海 波 島|海 大海 海洋 海浪 海边 岛"),
        Row.Of(Underwater, "the deep sea", "underwater deep_sea reef coral corals aquarium|unterwasser korallen korallenriff aquarium|sous_marin sous_l_eau récif|submarino bajo_el_agua arrecife|海底 水中 珊瑚|水下 海底 珊瑚"),
        Row.Of(Desert, "a desert", "desert dune dunes sand sahara cactus camel pyramid pyramids oasis|wüste dünen kaktus|désert dunes|desierto dunas|砂漠|沙漠"),
        Row.Of(Savanna, "the savanna", "savanna savannah safari africa african serengeti|savanne afrika|savane afrique|sabana áfrica|サバンナ アフリカ|草原 非洲"),
        Row.Of(Jungle, "a jungle", "jungle rainforest bamboo|dschungel regenwald bambus|jungle bambou|selva jungla bambú|ジャングル 竹林 竹|丛林 竹林 竹子"),
        Row.Of(City, "a city", "city cities town skyline street skyscraper skyscrapers building buildings tokyo new_york london paris berlin urban cyberpunk neon|stadt städte straße hochhäuser|ville villes rue|ciudad ciudades calle|街 都市 東京 町|城市 都市 东京 街道 上海"),
        Row.Of(Space, "space", "outer_space space planet planets galaxy cosmos cosmic nebula universe mars saturn orbit alien comet|weltraum weltall planet planeten galaxie|espace planète planètes galaxie|espacio planeta planetas galaxia|宇宙 惑星 銀河|太空 宇宙 星球 银河"),
        Row.Of(Forest, "a forest", "forest forests wood woods woodland trees pine pines|wald wälder bäume|forêt forêts bois arbres|bosque bosques árboles|森 林 森林|森林 树林"),
        Row.Of(Meadow, "a meadow", "meadow meadows garden poppy poppies tulips roses sunflowers wildflowers lavender spring prairie|wiese wiesen garten mohn frühling|prairie pré jardin printemps coquelicots|pradera prado jardín primavera|花畑 庭 春|草地 花园 春天"),
        Row.Of(Hills, "hills", "hill hills field fields farm valley vineyard village countryside tuscany|hügel feld felder bauernhof dorf tal|colline collines champ champs village campagne|colina colinas campo campos pueblo valle|丘 田舎 村 畑|山丘 田野 乡村 村庄"),
        Row.Of(Table, "a table", "table kitchen breakfast still_life restaurant cafe desk|tisch küche stillleben frühstück|cuisine nature_morte petit_déjeuner|mesa cocina bodegón desayuno|机 テーブル 食卓 台所|桌子 桌上 厨房 餐桌"),
        Row.Of(Studio, "a plain backdrop", "studio backdrop poster plain_background simple_background|plakat|affiche|cartel|スタジオ|"),
        Row.Of(Abstract, "an abstract", "abstract minimal minimalist curves wallpaper gradient flow liquid|abstrakt|abstrait abstraite|abstracto abstracta|抽象|抽象"),
        Row.Of(Pattern, "a pattern", "pattern geometric geometry shapes logo icon bauhaus texture mosaic tiles cubist cubism|muster geometrisch mosaik|motif géométrique mosaïque|patrón geométrico mosaico|模様|图案 几何"),
    ];

    /// <summary>When, in which colours and weather.</summary>
    public static readonly Row[] Moods =
    [
        Row.Of(Hour.Dawn, "dawn", "dawn sunrise morning misty mist fog foggy pastel|morgen morgengrauen sonnenaufgang nebel|aube matin brume lever_du_soleil|amanecer alba niebla|朝 夜明け 日の出 霧 朝日|黎明 早晨 清晨 日出 雾"),
        Row.Of(Hour.Day, "day", "day noon daylight sunny bright midday|mittag sonnig|jour midi ensoleillé|día mediodía soleado|昼 晴れ|白天 中午 晴天"),
        Row.Of(Hour.Dusk, "dusk", "dusk sunset evening twilight autumn fall fire golden_hour|sonnenuntergang abend dämmerung herbst|soir crépuscule coucher_de_soleil automne|atardecer ocaso otoño puesta_de_sol|夕方 夕日 夕焼け 秋|黄昏 傍晚 日落 夕阳 秋天"),
        Row.Of(Hour.Night, "night", "night midnight moon moonlit moonlight stars star starry dark aurora northern_lights neon cyberpunk|nacht mond mitternacht sterne sternenhimmel polarlicht|nuit lune minuit étoiles étoilée|noche luna medianoche estrellas|夜 月 星 星空 満月|夜 夜晚 晚上 月亮 星星 星空 月"),
        Row.Of(Colour.Red, "red", "red crimson scarlet ruby vermilion|rote roter rotes roten|rouge rouges|rojo roja rojos rojas|赤 赤い 紅|红 红色"),
        Row.Of(Colour.Orange, "orange", "orange copper amber rust|orangener orangefarben||naranja anaranjado|橙 オレンジ オレンジ色|橙色 橙"),
        Row.Of(Colour.Gold, "golden", "gold golden yellow|gelb gelbe gelber gelbes gelben goldene goldener|jaune jaunes doré dorée|amarillo amarilla dorado dorada|黄色 黄色い 金 金色|黄 黄色 金色"),
        Row.Of(Colour.Green, "green", "green emerald olive lime|grün grüne grüner grünes grünen|vert verte verts vertes|verde verdes|緑 緑の 緑色|绿 绿色"),
        Row.Of(Colour.Teal, "teal", "teal turquoise cyan mint|türkis|||青緑 水色|青色"),
        Row.Of(Colour.Blue, "blue", "blue azure navy sapphire indigo|blau blaue blauer blaues blauen|bleu bleue bleus bleues|azul azules|青 青い|蓝 蓝色"),
        Row.Of(Colour.Violet, "purple", "purple violet lilac magenta|lila violett violette|violette mauve|morado morada púrpura|紫 紫色|紫 紫色"),
        Row.Of(Colour.Pink, "pink", "pink rosy coral_pink|rosafarben||rosado rosada|桃色 ピンク|粉 粉色 粉红 粉红色"),
        Row.Of(Colour.Brown, "brown", "brown sepia chocolate|braun braune brauner braunes braunen|brun brune marron|marrón|茶色 茶色い|棕色 褐色"),
        Row.Of(Colour.Grey, "grey", "gray grey silver monochrome|grau graue grauer graues grauen|gris grise|gris|灰色|灰色 灰"),
        Row.Of(Colour.Black, "black", "black|schwarz schwarze schwarzer schwarzes schwarzen|noir noire noirs noires|negro negra negros negras|黒 黒い|黑 黑色"),
        Row.Of(Colour.White, "white", "white arctic|weiß weiße weißer weißes weißen|blanc blanche blancs blanches|blanco blanca blancos blancas|白 白い|白 白色"),
        Row.Of(WordKind.Portrait, "a portrait", "portrait face head_shot|porträt gesicht|visage|retrato cara|肖像 顔|肖像 脸"),
        Row.Of(WordKind.Snow, "snow", "snow snowy winter snowfall ice icy arctic frozen frost blizzard christmas|schnee verschneit verschneite winter eis weihnachten|neige enneigé hiver glace noël|nieve nevado nevada invierno hielo navidad|雪 冬 氷|雪 雪地 雪山 冬天 冰 圣诞"),
        Row.Of(WordKind.Rain, "rain", "rain rainy storm stormy drizzle|regen regnerisch sturm|pluie orage tempête|lluvia tormenta|雨 嵐|雨 下雨 暴风雨"),
        Row.Of(WordKind.Blossom, "cherry blossoms", "cherry_blossom cherry_blossoms sakura blossom blossoms cherry_tree cherry_trees|kirschblüte kirschblüten kirschbaum|fleurs_de_cerisier cerisier cerisiers|flores_de_cerezo cerezo cerezos|桜 さくら|樱花 樱"),
    ];

    /// <summary>How many; the numbers beyond three are understood, and not kept.</summary>
    public static readonly Row[] Counts =
    [
        Row.Of(1, "one single 1|||uno|一|一"),
        Row.Of(2, "two pair couple both 2|zwei paar|deux|dos|二 2|两 二 双 2"),
        Row.Of(3, "three trio 3|drei|trois|tres|三 3|三 3"),
    ];

    /// <summary>What carries no picture of its own.</summary>
    public static readonly Row Empty = new(new Meaning(WordKind.Nothing), "", "", """
        a an the of in on at by with and or to for from over under above below behind before beside near into through across around between against
        it its is are be this that these those some very i me my we you your he she his her they their there here as up down out off all so too not no
        please draw paint make create show me picture image photo photograph painting illustration drawing scene view background style art
        beautiful pretty cute nice lovely little small big large tiny huge young great quiet calm wild fluffy tall summer old ancient new standing sitting
        sun sky clouds cloud horizon sunlight light air hot one which who while where when like
        |der die das den dem des ein eine einen einem einer eines und oder mit im in am an auf bei vor hinter unter über zwischen neben aus von zu zum zur
        ist sind bild foto gemälde schöne schöner schönes kleine kleiner kleines große großer großes junge alte alter sonne himmel wolken sommer male zeichne mir
        |le la les l un une des du de d et ou avec dans sur sous devant derrière près au aux en à est sont image photo peinture petit petite grand grande
        beau belle jeune vieux vieille soleil ciel nuages été dessine moi
        |el la los las un una unos unas y o con en sobre bajo ante detrás cerca de del al a es son imagen foto pintura pequeño pequeña gran grande
        hermoso hermosa joven viejo vieja sol cielo nubes verano dibuja
        |中 上 下 前 後 匹 頭 羽 隻 個 人の 本 枚 艘 台 輪 杯 絵 写真 空 太陽 小さな 大きな 美しい 若い 年老いた 夏
        |的 和 与 在 里 中 上 下 旁 边 前 后 只 个 隻 条 艘 辆 头 匹 朵 座 位 杯 幅 张 画 图 有 是 了 着 一只 一个 天空 太阳 夏天 美丽 小 大 可爱 老 年轻
        """);
}
