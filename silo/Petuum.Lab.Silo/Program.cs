using Petuum.Lab.Silo.Configuration;
using Petuum.Lab.Silo.Hosting;

namespace Petuum.Lab.Silo;

/// <summary>Runs a silo until SIGTERM or Ctrl-C.</summary>
internal static class Program
{
    private const int Sound = 0;
    private const int BadInput = 1;
    private const int RuntimeFailed = 5;

    /// <summary>Runs a silo; the result is the exit code.</summary>
    internal static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["--help"] or ["-h"])
        {
            Console.WriteLine(OptionReader.Help());
            return Sound;
        }

        try
        {
            await using WebApplication silo = await SiloHost.BuildAsync(arguments);
            await silo.RunAsync();
            return Sound;
        }
        catch (OptionException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return BadInput;
        }
        catch (Exception failure)
        {
            // Orleans puts the traces of other silos' exceptions into its messages.
            string problem = failure.GetBaseException().Message.ReplaceLineEndings("\n").Split('\n')[0];
            await Console.Error.WriteLineAsync(
                $"the silo failed: {problem}; see its log, and start it again: it says which settings cannot be used");
            return RuntimeFailed;
        }
    }
}
