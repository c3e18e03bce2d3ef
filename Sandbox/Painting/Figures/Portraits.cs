using Iris.Sandbox.Painting.Words;
using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>One figure on the middle of the picture.</summary>
internal static class Portraits
{
    /// <summary>Draws it.</summary>
    public static void Draw(Easel easel, Scene scene, Figure figure, Dice dice)
    {
        var coat = figure.Coat?.Paint();
        if (Coat.Of(figure.Subject, coat) is { } fur)
        {
            // 240 units tall in its own measure; no wider than the narrower side lets it be.
            var scale = MathF.Min(easel.Height * 0.56f, 640) / 240f;
            var foot = easel.Height * (scene.Transparent ? 0.9f : 0.93f);
            Stand(easel, scene, foot, 92 * scale);
            easel.At((easel.Width / 2) - (100 * scale), foot - (234 * scale), scale, false, local => Sitter.Draw(local, fur));
            return;
        }
        if (figure.Subject.IsStillLife())
            StillLife(easel, scene, figure.Subject, coat);
        else if (figure.Subject.IsBust() && figure.Subject is not (Subject.Person or Subject.Woman))
            People.Draw(easel, scene, figure.Subject, coat, dice);
        else
            Other(easel, scene, figure.Subject, coat, dice);
    }

    private static void Other(Easel easel, Scene scene, Subject subject, SKColor? coat, Dice dice)
    {
        switch (subject)
        {
            case Subject.Owl:
                Wild.Owl(easel, scene, coat);
                break;
            case Subject.Bird:
                easel.At((easel.Width / 2) - 30, easel.Height * 0.82f, MathF.Min(easel.Height * 0.5f, 620) / 240f, false,
                    bird => Birds.Song(bird, scene, coat));
                break;
            case Subject.Penguin:
                Upright(easel, scene, 0.56f, 240, 90, penguin => Birds.Penguin(penguin, coat));
                break;
            case Subject.Deer:
                Wild.Deer(easel, scene, coat);
                break;
            case Subject.Horse:
                Upright(easel, scene, 0.64f, 300, 110, horse => horse.At(-148, -298, 1, false, inside => Horse.Draw(inside, scene, coat)));
                break;
            case Subject.Whale:
                Wild.Whale(easel, scene, coat, dice);
                break;
            case Subject.Fish:
                Floating(easel, 0.5f, 0.62f, fish => Swimmers.Fish(fish, coat));
                break;
            case Subject.Butterfly:
                Floating(easel, 0.46f, 0.56f, butterfly => Swimmers.Butterfly(butterfly, scene, coat));
                break;
            case Subject.Dragon:
                Upright(easel, scene, 0.6f, 240, 145, dragon => dragon.At(-100, -234, 1, false, inside => Dragon.Draw(inside, coat)));
                break;
            case Subject.Astronaut:
                Upright(easel, scene, 0.6f, 250, 92, suit => Astronaut.Draw(suit, scene, coat));
                break;
            case Subject.Robot:
                Upright(easel, scene, 0.62f, 262, 96, robot => Robot.Draw(robot, scene, coat));
                break;
            case Subject.Person or Subject.Woman:
                Wild.Person(easel, scene, coat, dice);
                break;
            case Subject.Balloon:
                Things.Balloons(easel, scene, coat, dice);
                break;
            case Subject.Kite:
                Things.Kite(easel, scene, coat, dice);
                break;
            case Subject.Boat:
                Things.Boat(easel, scene, coat);
                break;
            case Subject.House:
                Things.House(easel, scene, coat);
                break;
            case Subject.Castle:
                Upright(easel, scene, 0.62f, 290, 150, castle => Castle.Draw(castle, scene, coat));
                break;
            case Subject.Lighthouse:
                Lighthouse.Draw(easel, scene, coat, dice);
                break;
            case Subject.Rocket:
                Things.Rocket(easel, scene, coat);
                break;
            case Subject.Car:
                Upright(easel, scene, 0.3f, 130, 150, car => Car.Draw(car, scene, coat));
                break;
            case Subject.Tree:
                Upright(easel, scene, 0.7f, 262, 74, tree => Oak.Draw(tree, scene, coat, dice));
                break;
        }
    }

    private static void StillLife(Easel easel, Scene scene, Subject subject, SKColor? coat)
    {
        var (share, tall, radius) = subject switch
        {
            Subject.Coffee => (0.42f, 200f, 145f),
            Subject.Flower => (0.66f, 256f, 40f),
            Subject.Sushi => (0.34f, 160f, 176f),
            Subject.Fruit => (0.4f, 190f, 96f),
            Subject.Watermelon => (0.34f, 136f, 70f),
            Subject.Pineapple => (0.56f, 260f, 66f),
            _ => (0.4f, 196f, 76f),
        };
        Upright(easel, scene, share, tall, radius, local =>
        {
            if (subject == Subject.Coffee)
                Coffee.Draw(local, scene, coat);
            else if (subject == Subject.Flower)
                Bloom.Draw(local, scene, coat);
            else if (subject == Subject.Sushi)
                Sushi.Draw(local);
            else
                Fruits.Draw(local, scene, subject, coat);
        });
    }

    /// <summary>Something of <paramref name="tall"/> units that takes a share of the picture's height and stands on the ground.</summary>
    private static void Upright(Easel easel, Scene scene, float share, float tall, float radius, Action<Easel> strokes)
    {
        // A tall picture is no wider than 1000 units: nothing may touch its sides, a cut-out's shadow neither.
        var scale = MathF.Min(MathF.Min(easel.Height, 1150) * share / tall, (scene.Transparent ? 290 : 400) / radius);
        var foot = easel.Height * (scene.Transparent ? 0.9f : 0.93f);
        Stand(easel, scene, foot, radius * scale);
        easel.At(easel.Width / 2, foot, scale, false, strokes);
    }

    /// <summary>Something 300 units wide that hangs in the middle.</summary>
    private static void Floating(Easel easel, float y, float share, Action<Easel> strokes) =>
        easel.At(easel.Width / 2, easel.Height * y, MathF.Min(easel.Height, 1150) * share / 300f, false, strokes);

    /// <summary>The patch of ground a creature sits on, so that it does not float.</summary>
    public static void Stand(Easel easel, Scene scene, float y, float radius)
    {
        var ground = scene.Motif.Snow ? scene.Palette.Snow(0.06f) : Ink.Mix(scene.Palette.Near, scene.Palette.Far, 0.32f);
        var x = easel.Width / 2;
        if (scene.Transparent)
            easel.Oval(x, y + (radius * 0.04f), radius * 1.3f, radius * 0.2f, ground);
        else if (scene.Motif.Snow
            || scene.Scenery is Scenery.Sea or Scenery.Lake or Scenery.Fuji or Scenery.City or Scenery.Abstract or Scenery.Pattern)
            easel.Svg($"M{x - (radius * 2.3f)},{y + 70} C{x - (radius * 1.7f)},{y - 34} {x + (radius * 1.7f)},{y - 34} {x + (radius * 2.3f)},{y + 70} Z", ground);
        easel.Oval(x + (radius * 0.1f), y, radius * 1.15f, radius * 0.12f, scene.Palette.Near.Fade(0.34f));
    }
}
