using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Runs;

/// <summary>A worker's part of a file.</summary>
/// <param name="Samples">Its samples, numbered as programs number them.</param>
/// <param name="Place">Where they are in the file.</param>
/// <param name="Fingerprint">That of <paramref name="Place"/>.</param>
internal readonly record struct FilePart(IndexRange Samples, DataPart Place, string Fingerprint);

/// <summary>
/// What whoever reads a worker's part of a file has to know of the whole, which somebody else has read.
/// </summary>
/// <param name="Format">The file's, maybe detected by lines that a part has not.</param>
/// <param name="Samples">Samples of the whole: rows, documents or users.</param>
/// <param name="Columns">Features, words or items of the whole.</param>
/// <param name="OfWorkers">Each worker's part.</param>
internal sealed record FileParts(DataFormat Format, int Samples, int Columns, IReadOnlyList<FilePart> OfWorkers)
{
    /// <summary>The ids of all users; none where there are no users.</summary>
    public long[] UserIds { get; init; } = [];

    /// <summary>The ids of all items; none where there are no items.</summary>
    public long[] ItemIds { get; init; } = [];

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static FileParts Load(StateReader facts)
    {
        DataFormat format = facts.Read<DataFormat>();
        (int samples, int columns) = (facts.Read<int>(), facts.Read<int>());
        FilePart[] parts = new FilePart[facts.Read<int>()];
        foreach (ref FilePart part in parts.AsSpan())
        {
            IndexRange own = new(facts.Read<int>(), facts.Read<int>());
            IndexRange rows = new(facts.Read<int>(), facts.Read<int>());
            bool areLines = facts.Read<bool>();
            (long, long)? bytes = areLines ? (facts.Read<long>(), facts.Read<long>()) : null;
            part = new FilePart(own, new DataPart(rows, bytes), facts.ReadText());
        }

        return new FileParts(format, samples, columns, parts)
        {
            UserIds = facts.ReadArray<long>(),
            ItemIds = facts.ReadArray<long>(),
        };
    }

    /// <summary>Writes all of it.</summary>
    public void Save(StateWriter facts)
    {
        facts.Write(Format);
        facts.Write(Samples);
        facts.Write(Columns);
        facts.Write(OfWorkers.Count);
        foreach (FilePart part in OfWorkers)
        {
            IndexRange rows = part.Place.Rows ?? default;
            facts.Write(part.Samples.Start);
            facts.Write(part.Samples.End);
            facts.Write(rows.Start);
            facts.Write(rows.End);
            facts.Write(part.Place.Bytes is not null);
            if (part.Place.Bytes is { } bytes)
            {
                facts.Write(bytes.Start);
                facts.Write(bytes.End);
            }

            facts.WriteText(part.Fingerprint);
        }

        facts.WriteSpan<long>(UserIds);
        facts.WriteSpan<long>(ItemIds);
    }
}
