using Petuum.Lab.Benchmarks;

switch (args)
{
    case ["simulator"]:
        SimulatorBenchmark.Run(Console.Out);
        return 0;
    case ["mf"]:
        FactorisationBenchmark.Run(Console.Out);
        return 0;
    case ["linear-cold", var size, var workers]:
        LinearBenchmark.RunCold(Console.Out, int.Parse(size), int.Parse(workers));
        return 0;
    case ["linear", .. var sizes]:
        LinearBenchmark.Run(Console.Out, sizes.Length > 0 ? int.Parse(sizes[0]) : 1);
        return 0;
    default:
        Console.Error.WriteLine(
            "usage: Petuum.Lab.Benchmarks simulator|mf   (messages a second; 1,024 workers and the checkers)");
        return 1;
}
