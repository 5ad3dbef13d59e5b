using Petuum.Lab.Benchmarks;

switch (args)
{
    case ["simulator"]:
        SimulatorBenchmark.Run(Console.Out);
        return 0;
    case ["kernels", "mf"]:
        MfKernelBenchmark.Run(Console.Out);
        return 0;
    case ["overhead", "mf"]:
        MfOverheadBenchmark.Run(Console.Out);
        return 0;
    case ["mf"]:
        FactorisationBenchmark.Run(Console.Out);
        return 0;
    case ["tables", .. string[] lengths]:
        TablesBenchmark.Run(Console.Out, [.. lengths.Select(int.Parse)]);
        return 0;
    default:
        Console.Error.WriteLine(
            "usage: Petuum.Lab.Benchmarks simulator|mf|tables   (messages a second; 1,024 workers and the checkers; "
            + "rows a second on threads)");
        return 1;
}
