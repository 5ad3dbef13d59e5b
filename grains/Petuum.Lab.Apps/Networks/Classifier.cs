using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Networks;

/// <summary>How well a model fits samples.</summary>
/// <param name="Loss">The mean of −ln p(label), over samples of known classes.</param>
/// <param name="Accuracy">The share of samples whose most probable class is their label.</param>
public readonly record struct ClassScore(double Loss, double Accuracy);

/// <summary>A model that gives classes probabilities, ready to be applied. Owned by one caller at a time.</summary>
public abstract class Classifier : IClassifier
{
    private const int Chunk = 256;
    private float[] _logits = [];

    /// <inheritdoc/>
    public abstract int Features { get; }

    /// <inheritdoc/>
    public abstract int Classes { get; }

    /// <summary>Loss and accuracy, sums in the order of the samples.</summary>
    public ClassScore Measure(ClassData data)
    {
        int stride = MatrixKernels.Padded(Classes);
        double loss = 0;
        int right = 0;
        int known = 0;
        for (int first = 0; first < data.Rows; first += Chunk)
        {
            Span<float> logits = LogitsOf(data, first, Math.Min(Chunk, data.Rows - first));
            for (int row = 0; row * stride < logits.Length; row++)
            {
                int label = data.Labels[first + row];
                (int best, double own) = Softmax.Score(logits.Slice(row * stride, stride), Classes, label);
                loss += own;
                right += best == label ? 1 : 0;
                known += label == ClassData.UnknownClass ? 0 : 1;
            }
        }

        return new ClassScore(loss / Math.Max(1, known), (double)right / Math.Max(1, data.Rows));
    }

    /// <inheritdoc/>
    public (int[] Classes, float[] Probabilities) Predict(ClassData data)
    {
        int stride = MatrixKernels.Padded(Classes);
        int[] classes = new int[data.Rows];
        float[] probabilities = new float[data.Rows];
        for (int first = 0; first < data.Rows; first += Chunk)
        {
            int count = Math.Min(Chunk, data.Rows - first);
            Span<float> logits = LogitsOf(data, first, count);
            Softmax.Probabilities(logits, count, Classes);
            for (int row = 0; row < count; row++)
            {
                ReadOnlySpan<float> values = logits.Slice(row * stride, Classes);
                int best = 0;
                for (int column = 1; column < values.Length; column++)
                {
                    best = values[column] > values[best] ? column : best;
                }

                (classes[first + row], probabilities[first + row]) = (best, values[best]);
            }
        }

        return (classes, probabilities);
    }

    /// <summary>Fills rows of logits, padded to whole vectors.</summary>
    private protected abstract void Logits(ReadOnlySpan<float> features, int stride, int rows, Span<float> logits);

    /// <summary>
    /// What a program says of a model: the mean loss on what it learns from, and how often it is right.
    /// </summary>
    internal Evaluation Evaluate(ClassData train, ClassData? test)
    {
        ClassScore learnt = Measure(train);
        List<Metric> metrics = [new("train_accuracy", learnt.Accuracy)];
        if (test is not null)
        {
            metrics.Add(new Metric("test_accuracy", Measure(test).Accuracy));
        }

        return new Evaluation(learnt.Loss, double.NaN, metrics);
    }

    private Span<float> LogitsOf(ClassData data, int first, int count)
    {
        int stride = MatrixKernels.Padded(Classes);
        _logits = _logits.Length < count * stride ? new float[count * stride] : _logits;
        Span<float> logits = _logits.AsSpan(0, count * stride);
        Logits(data.RowsAt(first, count), data.Stride, count, logits);
        return logits;
    }
}
