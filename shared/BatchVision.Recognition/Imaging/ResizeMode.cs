namespace BatchVision.Recognition.Imaging;

/// <summary>How an image is fitted into the model's input.</summary>
public enum ResizeMode
{
    /// <summary>Both sides to the input's size; the aspect ratio is lost.</summary>
    Stretch,

    /// <summary>Short side to a given length, then the centre is cut out.</summary>
    CenterCrop,

    /// <summary>The whole picture fits; the rest is a border.</summary>
    Letterbox,
}
