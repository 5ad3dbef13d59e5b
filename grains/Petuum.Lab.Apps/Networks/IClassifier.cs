namespace Petuum.Lab.Apps.Networks;

/// <summary>A model that tells classes, ready to be applied. Owned by one caller at a time.</summary>
public interface IClassifier
{
    /// <summary>Features that it knows.</summary>
    int Features { get; }

    /// <summary>Classes.</summary>
    int Classes { get; }

    /// <summary>The most probable class of every row, and its probability.</summary>
    (int[] Classes, float[] Probabilities) Predict(ClassData data);
}
