namespace BatchVision.Storage;

/// <summary>A label that counts for a category.</summary>
/// <param name="Label">Name of the label, case and underscores aside; <c>*</c> stands for any text.</param>
/// <param name="Category">One of the policy's categories.</param>
/// <param name="Model">Name of the models, case aside; <c>*</c> stands for any text. Null for all.</param>
/// <param name="Task">Task of the models; null for any.</param>
/// <param name="Weight">Above 0, at most 1: factor from the label's score to the category's.</param>
/// <param name="MinScore">0..1: lower scores of the label do not count.</param>
public sealed record NewPolicyRule(string Label, string Category, string? Model, string? Task, float Weight, float MinScore);
