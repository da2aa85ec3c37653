namespace BatchVision.Recognition.Imaging;

/// <summary>Where a letterboxed picture lies.</summary>
public enum LetterboxPosition
{
    /// <summary>Border shared between both sides.</summary>
    Center,

    /// <summary>Picture at the top left, border right and below (YOLOX).</summary>
    TopLeft,
}
