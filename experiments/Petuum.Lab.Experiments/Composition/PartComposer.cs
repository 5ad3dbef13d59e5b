using Petuum.Lab.Apps.Parts;
using Petuum.Lab.Apps.Svm;
using Petuum.Lab.Core.Jobs;
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
    /// <summary>Where facts would be larger, all read the data.</summary>
    private const long FactsMax = 256 << 20;

    /// <summary>
    /// What <see cref="Compose"/> makes plans of; null if all have to read the data: they are generated, or the program
    /// is not one of parts, or it goes on from a model.
    /// </summary>
    /// <exception cref="DataFormatException">The file cannot be read again.</exception>
    public static ReadOnlyMemory<byte>? FactsOf(ComposedRun run, Func<FileDataSpec, DataFile> open)
    {
        if (run.GoesOn || run.Case.Spec.Data is not FileDataSpec file
            || run.Plan.Program is not IPartedProgram { FactsBytes: <= FactsMax } program)
        {
            return null;
        }

        StateWriter own = new();
        program.SaveFacts(own);
        StateWriter facts = new();
        PartLoader.Locate(open(file), run.Data, program.PartsOf(run.Plan.Workers)).Save(facts);
        facts.WriteSpan(own.Written.Span);
        return facts.Written;
    }

    /// <summary>The program of a run: each worker reads its part when it is made.</summary>
    /// <exception cref="PlanException">A part is other bytes than they were.</exception>
    /// <exception cref="DataFormatException">A file is wrong.</exception>
    public static IProgram Compose(RunSpec spec, Seed seed, ReadOnlyMemory<byte> facts, Func<FileDataSpec, DataFile> open)
    {
        StateReader reader = new(facts);
        FileParts parts = FileParts.Load(reader);
        byte[] own = reader.ReadArray<byte>();
        DataFile file = open((FileDataSpec)spec.Data);
        return new ProgramOfParts(
            Create(spec, PartLoader.Nothing(parts), default, seed, new StateReader(own)),
            worker =>
            {
                FilePart part = parts.OfWorkers[worker.Index];
                return Create(spec, PartLoader.Load(file, parts, part), part.Samples, seed, new StateReader(own));
            });
    }

    private static IProgram Create(RunSpec spec, RegressionData part, IndexRange here, Seed seed, StateReader facts) =>
        spec.Program switch
        {
            ClassProgramSpec => ClassPrograms.CreatePart(spec, part, here, seed, facts),
            BatchSpec batch => BatchPrograms.CreatePart(batch, spec.Consistency, part, facts),
            SvmSpec svm => new SvmProgram(part, Composer.OptionsOf(svm), facts),
            _ => throw new InvalidOperationException($"'{spec.Program.Name}' is not a program of parts."),
        };
}
