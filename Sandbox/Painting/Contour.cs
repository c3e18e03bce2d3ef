using SkiaSharp;

namespace Iris.Sandbox.Painting;

/// <summary>A skyline: the height of a hill, dune or wave over the picture's width, as a few octaves of noise.</summary>
internal sealed class Contour
{
    // Steps across the width: finer than a pixel's worth is wasted, and a panorama of 1:256 must not cost 256 times as much.
    private const int MaximumSteps = 420;

    private readonly uint _salt;
    private readonly float _base;
    private readonly float _swing;
    private readonly float _wave;
    private readonly int _octaves;
    private readonly bool _jagged;

    /// <summary>Shapes a skyline.</summary>
    /// <param name="dice">The source of its shape.</param>
    /// <param name="baseline">The mean height, in units from the top.</param>
    /// <param name="swing">How far it departs from the mean, in units.</param>
    /// <param name="wave">The length of its longest wave, in units.</param>
    /// <param name="octaves">1 for dunes, 4 for rough ground.</param>
    /// <param name="jagged">Straight edges between the points (rock) instead of round ones (hills).</param>
    public Contour(Dice dice, float baseline, float swing, float wave, int octaves = 2, bool jagged = false)
    {
        _salt = (uint)dice.Next();
        (_base, _swing, _wave, _octaves, _jagged) = (baseline, swing, wave, octaves, jagged);
    }

    /// <summary>The height at <paramref name="x"/>, in units from the top.</summary>
    public float At(float x)
    {
        float sum = 0, weight = 1, total = 0, wave = _wave;
        for (var octave = 0; octave < _octaves; octave++)
        {
            sum += weight * Noise(x / wave, octave);
            total += weight;
            weight *= 0.42f;
            wave *= 0.41f;
        }
        return _base - (_swing * sum / total);
    }

    /// <summary>The area from the skyline down to <paramref name="bottom"/>; the caller disposes it.</summary>
    public SKPath Area(float width, float bottom)
    {
        using var builder = new SKPathBuilder();
        var steps = (int)Math.Min(width / 6f, MaximumSteps);
        builder.MoveTo(-10, bottom);
        builder.LineTo(-10, At(-10));
        for (var step = 0; step <= steps; step++)
            builder.LineTo(width * step / steps, At(width * step / steps));
        builder.LineTo(width + 10, At(width + 10));
        builder.LineTo(width + 10, bottom);
        builder.Close();
        return builder.Detach();
    }

    /// <summary>-1..1, smooth or straight between lattice points.</summary>
    private float Noise(float x, int octave)
    {
        var cell = MathF.Floor(x);
        var share = x - cell;
        if (!_jagged)
            share = share * share * (3f - (2f * share));
        var left = Lattice((int)cell, octave);
        return left + ((Lattice((int)cell + 1, octave) - left) * share);
    }

    private float Lattice(int cell, int octave)
    {
        var bits = _salt + unchecked((uint)cell * 0x9E3779B9u) + ((uint)octave * 0x85EBCA6Bu);
        bits = (bits ^ (bits >> 16)) * 0x7FEB352Du;
        bits = (bits ^ (bits >> 15)) * 0x846CA68Bu;
        bits ^= bits >> 16;
        return (bits / (float)uint.MaxValue * 2f) - 1f;
    }
}
