namespace Iris.Sandbox.Painting;

/// <summary>Who or what stands in the foreground.</summary>
internal static class Subjects
{
    /// <summary>Draws the scene's subject, if it has one, on the middle of the picture.</summary>
    public static void Draw(Easel easel, Scene scene, Dice dice)
    {
        var coat = Coat.Of(scene.Motif.Subject, scene.Coat);
        if (coat is not null)
        {
            // 240 units tall in its own measure; no wider than the narrower side lets it be.
            var scale = MathF.Min(easel.Height * 0.56f, 640) / 240f;
            Stand(easel, scene, easel.Height * (scene.Transparent ? 0.9f : 0.93f), 92 * scale);
            easel.At((easel.Width / 2) - (100 * scale), (easel.Height * (scene.Transparent ? 0.9f : 0.93f)) - (234 * scale), scale, false, local => Sitter.Draw(local, coat));
            return;
        }
        switch (scene.Motif.Subject)
        {
            case Subject.Owl:
                Wild.Owl(easel, scene);
                break;
            case Subject.Deer:
                Wild.Deer(easel, scene);
                break;
            case Subject.Whale:
                Wild.Whale(easel, scene, dice);
                break;
            case Subject.Person:
                Wild.Person(easel, scene, dice);
                break;
            case Subject.Balloon:
                Things.Balloons(easel, scene, dice);
                break;
            case Subject.Kite:
                Things.Kite(easel, scene, dice);
                break;
            case Subject.Boat:
                Things.Boat(easel, scene);
                break;
            case Subject.House:
                Things.House(easel, scene);
                break;
            case Subject.Lighthouse:
                Things.Lighthouse(easel, scene);
                break;
            case Subject.Rocket:
                Things.Rocket(easel, scene);
                break;
        }
    }

    /// <summary>The patch of ground a creature sits on, so that it does not float.</summary>
    public static void Stand(Easel easel, Scene scene, float y, float radius)
    {
        var ground = scene.Motif.Snow ? scene.Palette.Snow(0.06f) : Ink.Mix(scene.Palette.Near, scene.Palette.Far, 0.32f);
        var x = easel.Width / 2;
        if (scene.Transparent)
            easel.Oval(x, y + (radius * 0.04f), radius * 1.3f, radius * 0.2f, ground);
        else if (scene.Motif.Snow || scene.Scenery is Scenery.Sea or Scenery.Lake or Scenery.City or Scenery.Abstract or Scenery.Pattern)
            easel.Svg($"M{x - (radius * 2.3f)},{y + 70} C{x - (radius * 1.7f)},{y - 34} {x + (radius * 1.7f)},{y - 34} {x + (radius * 2.3f)},{y + 70} Z", ground);
        easel.Oval(x + (radius * 0.1f), y, radius * 1.15f, radius * 0.12f, scene.Palette.Near.Fade(0.34f));
    }
}
