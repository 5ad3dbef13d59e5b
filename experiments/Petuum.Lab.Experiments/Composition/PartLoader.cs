using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Experiments;

/// <summary>Finds workers' parts in a file, and reads one of them.</summary>
internal static class PartLoader
{
    /// <summary>Where the parts of the samples that programs have are in the file that they were read from.</summary>
    /// <exception cref="DataFormatException">The file cannot be read again.</exception>
    public static FileParts Locate(DataFile file, LoadedData data, IReadOnlyList<IndexRange> ofWorkers)
    {
        IReadOnlyList<DataPart> places = file.Locate(ofWorkers);
        return new FileParts(
            data.Samples,
            data.Rows!.Columns,
            [.. ofWorkers.Zip(places, (own, place) => new FilePart(own, place, file.Fingerprint(place)))]);
    }

    /// <summary>The samples of a part, in their places; all others are empty.</summary>
    /// <exception cref="PlanException">The part is other bytes than it was.</exception>
    /// <exception cref="DataFormatException">The file is wrong.</exception>
    public static RegressionData Load(DataFile file, FileParts parts, FilePart part) =>
        file.Fingerprint(part.Place) == part.Fingerprint
            ? file.ReadRegression(part.Place).Within(part.Samples.Start, parts.Samples, parts.Columns)
            : throw new PlanException(
                $"samples {part.Samples.Start} … {part.Samples.End - 1} of {file.Path} are other bytes here than where the "
                    + "job is evaluated",
                "give every silo the same files, or name the data by URL");

    /// <summary>Only places.</summary>
    public static RegressionData Nothing(FileParts parts) =>
        new RegressionData(SparseMatrix.FromDense(0, parts.Columns, []), []).Within(0, parts.Samples, parts.Columns);
}
