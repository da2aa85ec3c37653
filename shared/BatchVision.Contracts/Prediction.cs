namespace BatchVision.Contracts;

/// <summary>One label with its score and, from a detector, where it is.</summary>
/// <param name="ClassIndex">Index of the class in the model's label file, from 0.</param>
/// <param name="Label">Name of the class.</param>
/// <param name="Score">0..1, as the model gave it; no threshold of a policy is applied.</param>
/// <param name="Box">Null for a label of the whole image.</param>
public sealed record Prediction(int ClassIndex, string Label, float Score, Box? Box = null);
