using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Apps.Parts;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

/// <summary>
/// Plans where the data are not read but for the parts of the workers that are there. Whoever has composed the whole
/// run writes down what others have to know of it.
/// </summary>
internal static class PartComposer
{
    private const long FactsMax = 256 << 20;

    /// <summary>
    /// What <see cref="Compose"/> makes plans of; null if all have to read the data: they are generated, or the program
    /// is not one of parts, or it goes on from a model, or there would be more of it than <paramref name="bytesMax"/>.
    /// </summary>
    /// <exception cref="DataFormatException">The file cannot be read again.</exception>
    public static ReadOnlyMemory<byte>? FactsOf(
        ComposedRun run, Func<FileDataSpec, DataFile> open, long bytesMax = FactsMax)
    {
        if (run.GoesOn || run.Case.Spec.Data is not FileDataSpec file
            || run.Plan.Program is not IPartedProgram { IsParted: true } program || program.FactsBytes > bytesMax)
        {
            return null;
        }

        StateWriter own = new();
        program.SaveFacts(run.Plan.Workers, own);
        StateWriter facts = new();
        facts.WriteText(program.SchedulesByData ? run.Fingerprint() : "");
        new PartLoader(file, open).Locate(run.Data, program.PartsOf(run.Plan.Workers)).Save(facts);
        facts.WriteSpan(own.Written.Span);
        if (facts.Written.Length > bytesMax)
        {
            return null;
        }

        return facts.Written;
    }

    /// <summary>The program of a run: each worker reads its part when it is made.</summary>
    /// <param name="spec">The run's.</param>
    /// <param name="inputOf">What the program is made from, with these data.</param>
    /// <param name="facts">What was written down where all the data are.</param>
    /// <param name="open">Opens the file, when the first worker is made.</param>
    /// <param name="compose">
    /// Makes the program over all the data, which must have a fingerprint, for a scheduler that needs them.
    /// </param>
    public static IProgram Compose(
        RunSpec spec,
        Func<LoadedData, ProgramInput> inputOf,
        ReadOnlyMemory<byte> facts,
        Func<FileDataSpec, DataFile> open,
        Func<string, IProgram> compose)
    {
        StateReader reader = new(facts);
        string whole = reader.ReadText();
        FileParts parts = FileParts.Load(reader);
        ReadOnlyMemory<byte> own = reader.ReadBytes();
        PartLoader loader = new((FileDataSpec)spec.Data with { Format = parts.Format }, open);
        return new ProgramOfParts(
            spec.Program.CreatePart(inputOf(PartLoader.Nothing(parts, spec.Program.Data)), new StateReader(own)),
            worker =>
            {
                FilePart part = parts.OfWorkers[worker.Index];
                return spec.Program.CreatePart(inputOf(loader.Load(parts, part)), new StateReader(own));
            },
            whole.Length > 0 ? () => compose(whole) : null);
    }
}
