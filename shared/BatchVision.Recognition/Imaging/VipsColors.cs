using NetVips;

namespace BatchVision.Recognition.Imaging;

/// <summary>Brings whatever a loader delivers to three bands of 8-bit sRGB, lazily: pixels move when the pipeline runs.</summary>
internal static class VipsColors
{
    private const string Profile = "icc-profile-data";

    /// <summary>
    /// Replaces <paramref name="image"/> by its sRGB form, or returns why there is none. Earlier stages are released here; libvips keeps
    /// what the later ones need.
    /// </summary>
    public static string? Convert(ref Image image)
    {
        Flatten(ref image);
        if (image.Interpretation is Enums.Interpretation.Multiband or Enums.Interpretation.Matrix)
        {
            // Satellite and microscope files: the first three bands are shown by every viewer; of one or two, the first.
            if (image.Bands != 1)
                Next(ref image, image.ExtractBand(0, n: image.Bands >= 3 ? 3 : 1));
            Next(ref image, image.Copy(interpretation: image.Bands == 3 ? Enums.Interpretation.Srgb : Enums.Interpretation.Bw));
        }

        if (Depth(ref image) is { } reason)
            return reason;

        if (!TryProfile(ref image) && image.Interpretation != Enums.Interpretation.Srgb)
            Next(ref image, image.Colourspace(Enums.Interpretation.Srgb));
        if (image.Bands is not (1 or 3))
            Next(ref image, image.ExtractBand(0, n: image.Bands > 3 ? 3 : 1));
        if (image.Bands == 1)
            Next(ref image, image.Bandjoin(image, image));
        if (image.Format != Enums.BandFormat.Uchar)
            Next(ref image, image.Cast(Enums.BandFormat.Uchar));
        return null;
    }

    /// <summary>Moves on to the next stage and lets go of the last.</summary>
    public static void Next(ref Image image, Image next)
    {
        image.Dispose();
        image = next;
    }

    // White, as paper and browsers have it; black would turn dark drawings on transparent ground into nothing.
    private static void Flatten(ref Image image)
    {
        // libvips takes any band above three for alpha; a file of seven bands is a measurement, not a drawing.
        var opaque = image.Interpretation == Enums.Interpretation.Cmyk ? 4 : image.Bands <= 2 ? 1 : 3;
        if (!image.HasAlpha() || image.Bands != opaque + 1)
            return;

        var white = image.Interpretation switch
        {
            Enums.Interpretation.Rgb16 or Enums.Interpretation.Grey16 => 65535.0,
            Enums.Interpretation.Scrgb => 1.0,
            Enums.Interpretation.Cmyk => 0.0,
            _ => 255.0,
        };
        Next(ref image, image.Flatten(background: [white]));
    }

    /// <summary>Sixteen bits are scaled to what the interpretation says; other sample types have no white level to scale by.</summary>
    private static string? Depth(ref Image image)
    {
        switch (image.Format)
        {
            case Enums.BandFormat.Uchar:
                return null;

            case Enums.BandFormat.Ushort when image.Interpretation == Enums.Interpretation.Cmyk:
                Next(ref image, image / 257);
                Next(ref image, image.Cast(Enums.BandFormat.Uchar));
                return null;

            case Enums.BandFormat.Ushort when image.Interpretation is Enums.Interpretation.Bw or Enums.Interpretation.Srgb:
                var wide = image.Bands >= 3 ? Enums.Interpretation.Rgb16 : Enums.Interpretation.Grey16;
                Next(ref image, image.Copy(interpretation: wide));
                return null;

            case Enums.BandFormat.Ushort when image.Interpretation is Enums.Interpretation.Rgb16 or Enums.Interpretation.Grey16:
                return null;

            default:
                // Of these libvips knows the range: scRGB is 0..1 linear, the others are defined by CIE.
                return image.Interpretation is Enums.Interpretation.Scrgb or Enums.Interpretation.Lab or Enums.Interpretation.Labs
                    or Enums.Interpretation.Labq or Enums.Interpretation.Xyz or Enums.Interpretation.Lch
                    ? null
                    : $"Samples of type {image.Format} have no white level: the picture's brightness is undefined.";
        }
    }

    private static bool TryProfile(ref Image image)
    {
        if (!image.Contains(Profile) || image.Get(Profile) is not byte[] profile)
            return false;
        // Exact sRGB still has to come down from 16 bits, which Colourspace does.
        if (new IccProfile(profile).IsSrgb)
            return false;

        try
        {
            Next(ref image, image.IccTransform("srgb", embedded: true, intent: Enums.Intent.Relative, depth: 8));
            return true;
        }
        catch (VipsException)
        {
            // Damaged, or made for another kind of picture: colours a little off are better than no picture.
            return false;
        }
    }
}
