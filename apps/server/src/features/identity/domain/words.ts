/** 256 plain English words, three to eight letters, that are hard to mishear; each stands for one byte. */
export const SETUP_WORDS: readonly string[] = (
  "acorn amber anchor apple april arbor arrow aspen atlas autumn badge bagel bamboo banjo barley basil " +
  "beacon beaver berry birch bishop bison blanket blossom bottle boulder branch brass bread breeze brick " +
  "bridge bronze brook bucket butter button cabin cactus candle canoe canvas canyon carbon cargo carpet " +
  "castle cedar cellar cement chalk cherry chess chimney cider circle citrus clay cliff clock clover coast " +
  "cobalt cocoa comet compass copper coral corner cotton cradle crane crater cricket crown crystal curtain " +
  "cushion daisy dance dawn delta desert diamond dingo dolphin donkey dragon drawer drift drum dune eagle " +
  "earth easel echo eclipse elbow elder ember emerald engine envelope fabric falcon feather fennel fern " +
  "ferry fiddle field finch flag flame flint flute forest fossil fountain fox frost galaxy garden garlic " +
  "gate gecko geyser ginger glacier glove goose granite grape gravel guitar hammer harbor harvest hazel " +
  "heron hill honey horizon hotel island ivory jacket jaguar jasmine jelly jigsaw jungle kettle keyboard " +
  "kitten ladder lagoon lantern lark laurel lemon lettuce lilac linen lion lizard llama lobster lotus magnet " +
  "mango maple marble meadow melon meteor mint mirror mitten moon mosaic moss mountain museum nectar needle " +
  "nest nickel nutmeg oasis ocean olive onion orange orbit orchard otter owl oyster paddle palm panda paper " +
  "parrot peach pebble pencil penguin pepper piano pigeon pillow pine planet plaza plum pocket pond poppy " +
  "prairie prism puzzle quartz quill rabbit radish raven reef ribbon river robin rocket saddle saffron " +
  "salmon sapphire satin shadow shell silver sparrow spoon spruce squirrel summit sunset teapot thimble " +
  "thunder tiger timber tulip turtle umbrella valley velvet "
)
  .trim()
  .split(" ");
