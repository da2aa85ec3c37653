using System.Text.Json.Serialization;

namespace BatchVision.Contracts;

/// <summary>How the recognition of an image ended. Stored by name; names are never reused for another meaning.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageStatus>))]
public enum ImageStatus
{
    /// <summary>The model ran; zero predictions is a valid answer.</summary>
    Recognized,

    /// <summary>The object was gone when it was fetched.</summary>
    NotFound,

    /// <summary>The object changed between listing and fetch; the new version is a new image.</summary>
    Changed,

    /// <summary>The object exists but may not be read.</summary>
    AccessDenied,

    /// <summary>The encoded file exceeds the byte limit.</summary>
    TooLarge,

    /// <summary>A side, the area or the number of frames exceeds its limit.</summary>
    TooManyPixels,

    /// <summary>Not an image format that is decoded here.</summary>
    Unsupported,

    /// <summary>An image format, but the content is damaged or cut short.</summary>
    Corrupt,

    /// <summary>Decoding did not end within its time limit.</summary>
    TimedOut,

    /// <summary>The image decoded, but a model failed on it even alone in a batch.</summary>
    ModelFailed,

    /// <summary>The image ended the process that worked on it.</summary>
    Poison,
}
