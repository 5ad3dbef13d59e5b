using Petuum.Lab.Apps.Lasso;
using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Apps.Parts;
using Petuum.Lab.Apps.Svm;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments;

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
    /// <param name="seed">The program's.</param>
    /// <param name="facts">What was written down where all the data are.</param>
    /// <param name="open">Opens the file, when the first worker is made.</param>
    /// <param name="compose">
    /// Makes the program over all the data, which must have a fingerprint, for a scheduler that needs them.
    /// </param>
    public static IProgram Compose(
        RunSpec spec,
        Seed seed,
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
            Create(spec, PartLoader.Nothing(parts, spec.Program.DataKind), seed, new StateReader(own)),
            worker =>
            {
                FilePart part = parts.OfWorkers[worker.Index];
                return Create(spec, loader.Load(parts, part), seed, new StateReader(own));
            },
            whole.Length > 0 ? () => compose(whole) : null);
    }

    private static IProgram Create(RunSpec spec, LoadedData part, Seed seed, StateReader facts) =>
        spec.Program switch
        {
            ClassProgramSpec => ClassPrograms.CreatePart(spec, part.Rows!, seed, facts),
            BatchSpec batch => BatchPrograms.CreatePart(batch, spec.Consistency, part.Rows!, facts),
            LassoSpec => new LassoPart(part.Rows!),
            SvmSpec svm => new SvmProgram(part.Rows!, Composer.OptionsOf(svm), facts),
            MfSpec mf => new MfProgram(part.Ratings!, Composer.OptionsOf(mf), seed, facts),
            LdaSpec lda => new LdaProgram(part.Documents!, Composer.OptionsOf(lda), seed, facts),
            _ => throw new InvalidOperationException($"'{spec.Program.Name}' is not a program of parts."),
        };
}
