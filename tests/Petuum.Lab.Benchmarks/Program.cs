using System.Globalization;
using Petuum.Lab.Benchmarks;

switch (args)
{
    case ["simulator"]:
        SimulatorBenchmark.Run(Console.Out);
        return 0;
    case ["mf"]:
        FactorisationBenchmark.Run(Console.Out);
        return 0;
    case ["kernels", "mf"]:
        MfKernelBenchmark.Run(Console.Out);
        return 0;
    case ["mlr"]:
        ClassesBenchmark.RunMlr(Console.Out);
        return 0;
    case ["dnn"]:
        ClassesBenchmark.RunDnn(Console.Out);
        return 0;
    case ["overhead", "mf"]:
        MfOverheadBenchmark.Run(Console.Out);
        return 0;
    case ["overhead", "linear"]:
        LinearOverheadBenchmark.Run(Console.Out);
        return 0;
    case ["linear", .. string[] scales]:
        LinearBenchmark.Run(Console.Out, Scale(scales));
        return 0;
    case ["linear-cold", string workers, .. string[] scales]:
        LinearBenchmark.RunCold(Console.Out, Scale(scales), int.Parse(workers, CultureInfo.InvariantCulture));
        return 0;
    case ["lda", .. string[] epochs]:
        LdaBenchmark.Run(Console.Out, [.. epochs.Length == 0 ? [20, 100] : epochs.Select(int.Parse)]);
        return 0;
    case ["lda-files", string train, string held, string topics, .. string[] epochs]:
        LdaBenchmark.Run(
            Console.Out, train, held, int.Parse(topics, CultureInfo.InvariantCulture), [.. epochs.Select(int.Parse)]);
        return 0;
    case ["tables", .. string[] lengths]:
        TablesBenchmark.Run(Console.Out, [.. lengths.Select(int.Parse)]);
        return 0;
    case ["cuts"]:
        CutsBenchmark.Run(Console.Out);
        return 0;
    case ["allocations"]:
        AllocationBenchmark.Run();
        return 0;
    case ["loading"]:
        LoadingBenchmark.Run(Console.Out);
        return 0;
    default:
        Console.Error.WriteLine(
            """
            usage: Petuum.Lab.Benchmarks NAME
              simulator               messages a second of virtual time
              mf                      1,024 simulated workers, with and without checkers
              mlr, dnn                the platform against a plain loop of the same arithmetic
              kernels mf              ratings a second of the bare loops
              overhead mf|linear      the platform against the bare loops
              linear [SCALE]          lasso beside a bare loop; SCALE 10 is ten times larger
              linear-cold W [SCALE]   its first run in a process, JIT included, with W workers
              lda [EPOCHS…]           tokens a second and held-out perplexity, beside a bare loop and exact Gibbs
              lda-files TRAIN HELD K [EPOCHS…]  the same on bags of words from files
              tables [LENGTH…]        rows a second on threads, beside a copy and a sum
              cuts                    how long a shard of 512 MB stops for a cut, beside copying it at once
              allocations             bytes that a run on threads allocates, with few and many clocks
              loading                 megabytes a second of files
            """);
        return 1;
}

static int Scale(string[] scales) => scales.Length == 0 ? 1 : int.Parse(scales[0], CultureInfo.InvariantCulture);
