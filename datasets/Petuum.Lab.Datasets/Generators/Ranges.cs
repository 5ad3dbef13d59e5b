using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>Ranges that options of several generators have.</summary>
internal static class Ranges
{
    /// <summary>1, 2, ….</summary>
    public static readonly Whole<int> Count = new(1, int.MaxValue);

    /// <summary>0 … 1.</summary>
    public static readonly Real Chance = new(0, 1);

    /// <summary>Above 0.</summary>
    public static readonly Real Positive = new(0, double.PositiveInfinity, aboveMinimum: true);

    /// <summary>0 and above.</summary>
    public static readonly Real NotNegative = new(0, double.PositiveInfinity);

    /// <summary>Refuses more values than an array holds.</summary>
    /// <exception cref="OptionException">There are more; <paramref name="key"/> is to blame.</exception>
    public static void RefuseHuge(long values, OptionNode node, string key)
    {
        if (values >= Array.MaxLength)
        {
            throw (node.Find(key) ?? node).Error(
                $"{values} values do not fit into one array", $"generate fewer than {Array.MaxLength}");
        }
    }
}
